import { noSpan, type Span, type Tracing } from './tracing.js';

/** What a batch carries, as far as its span tells of it. */
interface Carried {
  readonly tasks: readonly { readonly work: { readonly name: string }; readonly traceparent?: string }[];
  readonly park?: readonly unknown[];
  readonly arrived?: readonly unknown[];
  readonly causes?: readonly string[];
}

/** One span per transaction of the shell, whose causes are the parcels or the requests that it carries. */
export function batchSpan(tracing: Tracing, batch: Carried, keep: boolean): Span {
  if (!tracing.on) return noSpan;
  const { tasks, park = [], arrived = [] } = batch;
  const works = [...new Set(tasks.map(({ work }) => work.name))].sort();
  return tracing.start(keep ? 'batch' : 'rehearsal of a batch', {
    kind: 'internal',
    causes: batch.causes ?? tasks.flatMap(({ traceparent }) => traceparent ?? []),
    attributes: {
      'gridsaga.batch.messages': tasks.length,
      'gridsaga.batch.parcels': arrived.length,
      'gridsaga.batch.parked': park.length,
      'gridsaga.batch.works': works,
    },
  });
}
