import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../local/checkout.js';
import { entersBuild, type Instruction, readDockerfile } from './dockerfile.js';

const run = promisify(execFile);

/** What a container would begin with; `root` is the folder that stands for `/`. */
export interface BuiltImage {
  readonly root: string;
  readonly workdir: string;
  readonly user: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly ports: readonly number[];
}

type Building = { -readonly [Part in keyof BuiltImage]: BuiltImage[Part] };

/** Everything below the folder that the .dockerignore lets in, links and empty folders left out. */
function filesFor(context: string): readonly string[] {
  const enters = entersBuild(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const below = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!enters(relative(context, path))) return [];
      return entry.isDirectory() ? below(path) : [relative(context, path)];
    });
  return below(context);
}

/** Copies as COPY does: a file into a folder keeps its name, a folder's contents go into the target. */
function copyFrom(context: string, files: readonly string[], sources: readonly string[], target: string): void {
  for (const source of sources.map((one) => one.replace(/^\.\//, ''))) {
    const chosen = files.filter((file) => file === source || file.startsWith(`${source}/`));
    if (chosen.length === 0) throw new Error(`COPY ${source}: the .dockerignore keeps it out, or it is not there`);
    for (const file of chosen)
      cpSync(
        join(context, file),
        file === source ? join(target, basename(file)) : join(target, relative(source, file)),
      );
  }
}

async function copyStage(root: string, source: string, target: string): Promise<void> {
  const from = join(root, source);
  mkdirSync(target, { recursive: true });
  // Node's own copy takes three times as long for the tens of thousands of files in node_modules.
  await run('cp', ['-a', statSync(from).isDirectory() ? `${from}/.` : from, target]);
}

const list = (text: string): string[] => JSON.parse(text) as string[];

/**
 * Runs the Dockerfile's own lines in a folder per stage, with this machine's Node in the place of the image's. Throws on an
 * instruction that it does not know, and with what a command said when it fails.
 */
export async function buildImage(folder: string): Promise<BuiltImage> {
  const files = filesFor(checkout);
  const stages = readDockerfile(readFileSync(join(checkout, 'Dockerfile'), 'utf8'));
  const built = new Map<string, string>();
  let image: Building | undefined;
  for (const [index, stage] of stages.entries()) {
    image = fresh(join(folder, `stage-${index}`));
    for (const instruction of stage.instructions) await follow(image, instruction);
    if (stage.name !== undefined) built.set(stage.name, image.root);
  }
  if (!image) throw new Error('The Dockerfile has no stage');
  return image;

  async function follow(into: Building, { word, rest }: Instruction): Promise<void> {
    const inRoot = (path: string): string => join(into.root, resolve(into.workdir, path));
    switch (word) {
      case 'WORKDIR':
        into.workdir = resolve(into.workdir, rest);
        mkdirSync(inRoot('.'), { recursive: true });
        return;
      case 'COPY': {
        const [from = '', ...paths] = rest.startsWith('--from=') ? rest.split(/\s+/) : ['', ...rest.split(/\s+/)];
        const target = inRoot(paths.pop() ?? '.');
        const stage = built.get(from.slice('--from='.length));
        if (from !== '' && stage === undefined) throw new Error(`${from} names no stage`);
        if (stage === undefined) return copyFrom(checkout, files, paths, target);
        for (const path of paths) await copyStage(stage, path, target);
        return;
      }
      case 'RUN':
        await run('/bin/sh', ['-c', rest], { cwd: inRoot('.'), env: buildEnvironment(into), maxBuffer: 1 << 26 }).catch(
          ({ stdout, stderr }: { stdout: string; stderr: string }) => {
            throw new Error(`RUN ${rest}:\n${stdout}${stderr}`);
          },
        );
        return;
      case 'ENV':
        into.env = { ...into.env, [rest.slice(0, rest.indexOf('='))]: rest.slice(rest.indexOf('=') + 1) };
        return;
      case 'USER':
        into.user = rest;
        return;
      case 'ENTRYPOINT':
        into.entrypoint = list(rest);
        return;
      case 'CMD':
        into.command = list(rest);
        return;
      case 'EXPOSE':
        into.ports = rest.split(/\s+/).map(Number);
        return;
      default:
        throw new Error(`The Dockerfile's ${word} is not known here`);
    }
  }
}

function fresh(root: string): Building {
  if (existsSync(root)) throw new Error(`${root} is there already`);
  mkdirSync(root, { recursive: true });
  return { root, workdir: '/', user: undefined, env: {}, entrypoint: [], command: [], ports: [] };
}

/** What the package manager is told stays, so that it finds its registry and its cache; a test runner's variables go. */
function buildEnvironment({ env }: Building): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|JEST_|npm_(?!config_))/.test(name));
  return { ...Object.fromEntries(kept), npm_config_prefer_offline: 'true', ...env };
}
