import { counterService } from './counter-service.js';

/**
 * A counter service as a process of its own, so that it can be killed at a crash point (CRASH_AT):
 * `node counter-process.js <service> <instance> <database URL> <brokers>`. It runs until a signal.
 */
const [service = '', instance = '', url = '', brokers = ''] = process.argv.slice(2);
const counters = counterService({
  ...{ service, instance, url, brokers },
  onTrouble: (error, what) => console.error(what, error),
});
await counters.start();
process.once('SIGTERM', () => void counters.stop());
