import { z } from 'zod';
import { serviceConfig } from '#libs/service';

/** What metering reads from its environment. */
export const meteringConfig = z.object(serviceConfig('metering'));
