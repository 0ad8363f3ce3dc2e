/** A line of a Dockerfile: its word, and what follows. */
export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile into its stages. Throws on a line before the first FROM. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n');
  for (const line of lines.filter((one) => one !== '')) {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (word === 'FROM') {
      const [image = '', , name] = rest.split(/\s+/);
      stages.push({ image, name, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage || word === '') throw new Error(`${line} is no instruction of a stage`);
    stage.instructions.push({ word, rest });
  }
  return stages;
}

function pattern(glob: string): RegExp {
  const inner = glob
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replaceAll('**/', '\u0000')
    .replaceAll('*', '[^/]*')
    .replaceAll('\u0000', '(?:.*/)?');
  return new RegExp(`^${inner}$`);
}

const withItsFolders = (path: string): string[] =>
  path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));

/** Which paths a .dockerignore lets into the build: the last pattern that matches a path, or a folder above it, decides. */
export function entersBuild(dockerignore: string): (path: string) => boolean {
  const rules = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ lets: line.startsWith('!'), matches: pattern(line.replace(/^!/, '')) }));
  return (path) => {
    const folders = withItsFolders(path);
    return rules.findLast(({ matches }) => folders.some((one) => matches.test(one)))?.lets ?? true;
  };
}
