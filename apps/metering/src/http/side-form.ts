import type { Registered } from '#libs/service';
import type { z } from 'zod';
import type { Side } from '../meter-point/side.js';

/** How one kind of side is read from a body and shown in an answer. */
export interface SideForm<Body, Shown extends Registered> {
  readonly schema: z.ZodType<Body>;
  readonly sideOf: (body: Body) => Side;
  readonly show: (side: Side, answer: Registered['answer']) => Shown;
}
