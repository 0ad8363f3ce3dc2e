import { describe, expect, it } from '@jest/globals';
import { createLogger, NestLogs } from './logs.js';

function lines(level: string, log: (logs: NestLogs) => void): Record<string, unknown>[] {
  const written: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>) };
  log(new NestLogs(createLogger({ service: 'trading', instance: 'trading-1', level }, destination)));
  return written;
}

describe('a log line', () => {
  it('is one JSON object with its service, instance, level, context and message', () => {
    expect(lines('info', (logs) => logs.log('one\ntwo', 'http'))).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        service: 'trading',
        instance: 'trading-1',
        context: 'http',
        message: 'one\ntwo',
      },
    ]);
  });

  it('of an error has its stack as a field', () => {
    const [line] = lines('info', (logs) => logs.error('failed', 'Error: x\n    at y', 'http'));
    expect(line).toMatchObject({ level: 'error', context: 'http', message: 'failed', stack: 'Error: x\n    at y' });
  });

  it('of an object keeps its fields', () => {
    const [line] = lines('info', (logs) => logs.warn({ tradeId: 't1', message: 'late' }, 'saga'));
    expect(line).toMatchObject({ level: 'warn', context: 'saga', tradeId: 't1', message: 'late' });
  });

  it('names an id by its other names too, and carries the fields of the moment', () => {
    const written: unknown[] = [];
    const destination = { write: (line: string) => void written.push(JSON.parse(line)) };
    const parts = { service: 'trading', instance: 'trading-1', level: 'info' };
    const logger = createLogger(
      { ...parts, alsoAs: { sagaId: 'tradeId' }, moment: () => ({ traceId: 'abc' }) },
      destination,
    );
    logger.warn({ sagaId: 's-1' }, 'stuck');
    logger.warn('started');
    expect(written[0]).toMatchObject({ sagaId: 's-1', tradeId: 's-1', traceId: 'abc', message: 'stuck' });
    expect(written[1]).not.toHaveProperty('tradeId');
  });

  it("about Nest's own start is written at level debug only", () => {
    const chatter = (logs: NestLogs): void => logs.log('Mapped {/v1/trades, POST} route', 'RouterExplorer');
    expect(lines('info', chatter)).toEqual([]);
    expect(lines('debug', chatter)).toHaveLength(1);
  });
});
