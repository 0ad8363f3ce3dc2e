import type { LocalService } from '../../../local/services.js';
import { waitUntil } from '../../../local/wait-until.js';
import { askBroker } from './broker-question.js';
import type { FaultGround, FaultKind } from './fault-kind.js';
import { aimOf, everyInstance, type InstanceAim, instanceAt, startAgain, untilReady } from './instances.js';

/** An instance ends, and is started again. `end` answers what was done to it. */
const ending = (name: string, means: string, end: (instance: LocalService) => Promise<string>): FaultKind => ({
  ...{ name, means },
  targets: everyInstance,
  lastsMs: [500, 4_000],
  async inject(ground, target) {
    const instance = instanceAt(ground, target);
    const what = await end(instance);
    return {
      what,
      async heal() {
        await startAgain(instance);
        return 1;
      },
    };
  },
});

const killed = ending(
  'kill-a-service',
  'One instance of a service dies of SIGKILL and is started again.',
  async (instance) => {
    await instance.kill();
    return 'killed with SIGKILL';
  },
);

const stopped = ending(
  'stop-a-service',
  'One instance of a service is told to end by SIGTERM, as at every deployment, and is started again.',
  async (instance) => {
    const { code, signal } = await instance.stop();
    return signal === 'SIGKILL' ? 'told to end, and killed when it did not' : `told to end, and ended by ${code}`;
  },
);

/** Is it a member of its service's group? Undefined while the broker does not say. */
const isMember = ({ stack }: FaultGround, { service, number }: InstanceAim): Promise<boolean | undefined> =>
  askBroker(stack, async (admin) => {
    const { groups } = await admin.describeGroups([service]);
    return groups.some(({ members }) => members.some(({ clientId }) => clientId === `${service}-${number}`));
  });

const takenOverWithinMs = 10_000;

/** Waits until its peer has its partitions. False where it is still a member, or the broker does not say. */
const takenOver = (ground: FaultGround, aim: InstanceAim): Promise<boolean> =>
  waitUntil(async () => ((await isMember(ground, aim)) === false ? true : undefined), {
    ...{ everyMs: 250, withinMs: takenOverWithinMs },
    otherwise: () => 'nobody took over',
  }).catch(() => false);

const frozen: FaultKind = {
  name: 'freeze-a-service',
  means: 'One instance stands still by SIGSTOP until its peer has taken over, and then goes on as a zombie.',
  targets: everyInstance,
  // Longer than a session of three seconds, so that the group goes on without it.
  lastsMs: [5_000, 9_000],
  async inject(ground, target) {
    const instance = instanceAt(ground, target);
    instance.freeze();
    return {
      what: 'frozen with SIGSTOP',
      async heal() {
        const struck = await takenOver(ground, aimOf(target));
        instance.thaw();
        await untilReady(instance);
        return struck ? 1 : 0;
      },
    };
  },
};

export const processFaults: readonly FaultKind[] = [killed, stopped, frozen];
