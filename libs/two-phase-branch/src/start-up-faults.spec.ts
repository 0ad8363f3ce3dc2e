import { describe, expect, it } from '@jest/globals';
import { durabilityFaults, startUpFaults } from './start-up-faults.js';

const sound = { prepared: '64', fsync: 'on', commits: 'on', role: 'settlement' };

/** A database with these settings and with prepared transactions of another role. */
const database = (settings: Partial<typeof sound>, foreign: readonly object[] = []) =>
  ({
    query: async (text: string) => ({ rows: text.includes('current_setting') ? [{ ...sound, ...settings }] : foreign }),
  }) as unknown as Parameters<typeof startUpFaults>[0];

describe('a start', () => {
  it('finds nothing wrong with a database that keeps what it promises', async () => {
    expect(await startUpFaults(database({}), 'settlement')).toEqual([]);
  });

  it.each([
    [
      { prepared: '0' },
      'max_prepared_transactions is 0, so that nothing can be prepared: set it to 64 and restart PostgreSQL.',
    ],
    [{ fsync: 'off' }, 'fsync is off, so that a decision may be lost: set it to on.'],
    [
      { commits: 'off' },
      'synchronous_commit is off, so that a decision may be lost: set it to on for the role settlement.',
    ],
  ])('says what to set where the settings are %j', async (settings, fault) => {
    expect(await startUpFaults(database(settings), 'settlement')).toEqual([fault]);
  });

  it('says every fault that there is', async () => {
    const unsafe = database({ prepared: '0', fsync: 'off', commits: 'off' });
    expect(await startUpFaults(unsafe, 'settlement')).toHaveLength(3);
  });

  it('says whose prepared transactions it could not end', async () => {
    expect(await startUpFaults(database({}, [{ owner: 'postgres', transactions: '2' }]), 'settlement')).toEqual([
      '2 prepared transactions of settlement belong to the role postgres, and only it can end them: ' +
        'connect as postgres instead of settlement.',
    ]);
  });
});

describe('the start of who decides and prepares nothing', () => {
  it.each([
    [{}, []],
    [{ prepared: '0' }, []],
    [{ fsync: 'off' }, ['fsync is off, so that a decision may be lost: set it to on.']],
    [
      { commits: 'off', role: 'trading' },
      ['synchronous_commit is off, so that a decision may be lost: set it to on for the role trading.'],
    ],
  ])('where the settings are %j meets the faults %j', async (settings, faults) => {
    expect(await durabilityFaults(database(settings, [{ owner: 'postgres', transactions: '2' }]))).toEqual(faults);
  });
});
