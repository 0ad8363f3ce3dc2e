import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { SeededBug } from './seeded-bug.js';

/** The source with the bug in it. Throws a sentence where what is to be replaced does not stand there exactly once. */
export function withBug(source: string, { name, file, find, replace }: SeededBug): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `${name}: what it replaces stands in ${file} ${more.length === 0 ? 'nowhere' : `${more.length + 1} times`}`,
    );
  return `${before}${replace}${after}`;
}

/** The build's options as they stand in the checkout; to be read once, it takes some milliseconds. */
export function buildOptions(checkout: string): ts.CompilerOptions {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(checkout, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    // No file is looked for: only the options are wanted.
    { ...ts.sys, readDirectory: () => [] },
    checkout,
  );
  // Alone, the compiler does not see that the package is one of ES modules.
  return { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
}

/** What the build makes of one source file, without looking at its types. Throws a sentence where it cannot be read. */
export function compiled(path: string, source: string, compilerOptions: ts.CompilerOptions): string {
  const asked = { fileName: path, reportDiagnostics: true, compilerOptions };
  const { outputText, diagnostics = [] } = ts.transpileModule(source, asked);
  const [fault] = diagnostics;
  if (fault) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`);
  return outputText;
}

/** Where the build puts what it makes of a source file. */
export const builtFile = (file: string): string =>
  join('dist', dirname(file), file.slice(file.lastIndexOf('/') + 1).replace(/\.ts$/, '.js'));
