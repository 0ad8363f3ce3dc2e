#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { NotWell } from './terminal/desk.js';
import { run } from './terminal/program.js';
import { processScreen } from './terminal/screen.js';

async function read(name: string): Promise<string> {
  if (name === '-') return text(process.stdin);
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    throw new NotWell(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

// Whoever reads the pipe may have seen enough: `gridsaga trades list --all | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), { screen: processScreen(process), readFile: read });
