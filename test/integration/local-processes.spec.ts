import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../local/ports.js';
import { exists } from '../../local/process-table.js';
import { type LocalService, type ServiceOptions, startService } from '../../local/services.js';
import { startProcess } from '../../local/supervised-process.js';
import { waitUntil } from '../../local/wait-until.js';

/** A service as far as its starter sees it; `how` is a line that runs before it listens. */
const program = (how = ''): string => `
import { createServer } from 'node:http';
${how}
let isReady = false;
setTimeout(() => { isReady = true; }, 100);
createServer((request, response) => {
  response.writeHead(request.url === '/health/ready' && isReady ? 200 : 503).end(process.env.MARK ?? 'no mark');
}).listen(Number(process.env.HTTP_PORT), '127.0.0.1');
`;

let folder: string;
let options: ServiceOptions;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-processes-'));
  const [port] = (await freePorts(1)) as [number];
  options = {
    name: 'trading',
    env: { HTTP_PORT: String(port), MARK: 'first' },
    log: join(folder, 'trading.log'),
    program: join(folder, 'service.mjs'),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (how?: string): Promise<void> => writeFile(join(folder, 'service.mjs'), program(how));
const markOf = async ({ url }: LocalService): Promise<string> => (await fetch(`${url}/mark`)).text();

describe('a local service', () => {
  it('has started when it is ready, not when it listens', async () => {
    await write();
    const service = await startService(options);
    const { status } = await fetch(`${service.url}/health/ready`);
    expect(status).toBe(200);
    expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(exists(service.pid)).toBe(false);
  });

  it('comes back on its port after it was killed, with what was changed in its environment', async () => {
    await write();
    const service = await startService(options);
    const killed = service.exited;
    expect(await markOf(service)).toBe('first');
    await service.kill();
    expect(await killed).toEqual({ code: null, signal: 'SIGKILL' });
    await service.restart({ MARK: 'second' });
    expect(await markOf(service)).toBe('second');
    await service.restart({ MARK: undefined });
    expect(await markOf(service)).toBe('no mark');
    await service.stop();
  });

  it('that ends before it is ready fails with what it said last', async () => {
    await write(`console.error('DATABASE_URL: expected a URL'); process.exit(1);`);
    await expect(startService(options)).rejects.toThrow(
      'The service trading ended before it was ready:\nDATABASE_URL: expected a URL',
    );
  });

  it('that does not heed SIGTERM is killed', async () => {
    await write(`process.on('SIGTERM', () => undefined);`);
    const log = join(folder, 'deaf.log');
    const args = [join(folder, 'service.mjs')];
    const deaf = await startProcess({
      command: process.execPath,
      args,
      env: { HTTP_PORT: '0' },
      log,
      stopSignal: 'SIGTERM',
    });
    // Until the handler stands, SIGTERM ends the process in the ordinary way.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await deaf.stop(200)).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('what a start leaves', () => {
  it('is nothing, even when the starter is killed', async () => {
    const { dirname } = import.meta;
    const module = join(dirname, '..', '..', 'dist', 'local', 'supervised-process.js');
    const pids = join(folder, 'pids');
    const starter = join(folder, 'starter.mjs');
    await writeFile(
      starter,
      `import { startProcess } from ${JSON.stringify(module)};
      import { writeFileSync } from 'node:fs';
      const start = (stopSignal) => startProcess({ command: 'sleep', args: ['60'], log: ${JSON.stringify(join(folder, 'log'))}, stopSignal });
      const [one, two, gone] = await Promise.all([start('SIGTERM'), start('SIGINT'), start('SIGTERM')]);
      await gone.stop(1000);
      writeFileSync(${JSON.stringify(pids)}, [one.pid, two.pid].join(' '));
      setInterval(() => undefined, 1000);`,
    );
    const parent = spawn(process.execPath, [starter], { stdio: 'ignore' });
    const otherwise = (): string => 'the starter did not start its processes';
    const started = await waitUntil(
      async () => {
        const text = await readFile(pids, 'utf8').catch(() => '');
        return text.includes(' ') ? text.split(' ').map(Number) : undefined;
      },
      { everyMs: 20, withinMs: 10_000, otherwise },
    );
    expect(started.every(exists)).toBe(true);
    parent.kill('SIGKILL');
    const gone = (): true | undefined => (started.some(exists) ? undefined : true);
    const left = (): string => `still there: ${started.filter(exists).join(', ')}`;
    expect(await waitUntil(gone, { everyMs: 20, withinMs: 3_000, otherwise: left })).toBe(true);
  });
});
