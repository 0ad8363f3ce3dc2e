import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { checkout } from './checkout.js';

const run = promisify(execFile);

const libs = join(checkout, 'libs');
const entry = join(libs, 'contracts', 'src', 'index.ts');

/** A file of the package: where it stands in it, and its text. */
interface PackedFile {
  readonly path: string;
  readonly text: string;
}

/** Our libs by their names here; outside of this repository nobody knows them, so files of the package take their place. */
const relinked = ({ path, text }: PackedFile): PackedFile => ({
  path,
  text: text.replace(/(['"])#libs\/([\w-]+)\1/g, (_, quote: string, lib: string) => {
    const to = relative(dirname(path), join('libs', lib, 'src', 'index.js'));
    return `${quote}${to.startsWith('.') ? to : `./${to}`}${quote}`;
  }),
});

/** Compiles the contracts and what they import of our libs: JavaScript and declarations, nothing else. */
function compile(): PackedFile[] {
  const { config } = ts.readConfigFile(join(checkout, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, checkout);
  const { tsBuildInfoFile: _, ...kept } = options;
  const program = ts.createProgram([entry], {
    ...kept,
    ...{ incremental: false, declaration: true, outDir: checkout, rootDir: checkout },
  });
  const files: PackedFile[] = [];
  const { diagnostics } = program.emit(undefined, (path, text) =>
    files.push(relinked({ path: relative(checkout, path), text })),
  );
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
  return files;
}

/** `zod` of `zod/v4/core`. */
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** What the files import that is no file of the package. */
const packagesIn = (files: readonly PackedFile[]): string[] => [
  ...new Set(
    files.flatMap(({ text }) =>
      [...text.matchAll(/(?:from |import\()['"]([^.'"][^'"]*)['"]/g)].map(([, name]) => packageOf(name ?? '')),
    ),
  ),
];

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly engines: object;
  readonly dependencies: Readonly<Record<string, string>>;
}

function manifest(project: Manifest, packages: readonly string[]): object {
  const dependencies = packages.map((name) => {
    const version = project.dependencies[name];
    if (version === undefined) throw new Error(`the contracts import ${name}, which the project does not name`);
    return [name, version] as const;
  });
  const { version, license, engines } = project;
  return {
    name: '@gridsaga/contracts',
    version,
    description: 'The events that Gridsaga tells other teams on Kafka: types, schemas, and a reader for consumers.',
    ...{ license, engines, type: 'module', sideEffects: false },
    exports: { '.': { types: './libs/contracts/src/index.d.ts', default: './libs/contracts/src/index.js' } },
    types: './libs/contracts/src/index.d.ts',
    dependencies: Object.fromEntries(dependencies.sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/**
 * Packs `libs/contracts` as an npm package that resolves outside of this repository.
 *
 * @param into a folder, made where it is missing
 * @returns the tarball's path, `gridsaga-contracts-<version>.tgz`
 * @throws what the compiler or npm complains of
 */
export async function packContracts(into: string): Promise<string> {
  const files = compile();
  const project = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as Manifest;
  const making = await mkdtemp(join(tmpdir(), 'gridsaga-contracts-'));
  try {
    for (const { path, text } of files) {
      await mkdir(join(making, dirname(path)), { recursive: true });
      await writeFile(join(making, path), text);
    }
    const own = manifest(project, packagesIn(files));
    await writeFile(join(making, 'package.json'), `${JSON.stringify(own, undefined, 2)}\n`);
    await cp(join(libs, 'contracts', 'README.md'), join(making, 'README.md'));
    await cp(join(checkout, 'LICENSE'), join(making, 'LICENSE'));
    const folder = resolve(into);
    await mkdir(folder, { recursive: true });
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: making,
    });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    if (!packed) throw new Error(`npm packed nothing: ${stdout}`);
    return join(folder, packed.filename);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
