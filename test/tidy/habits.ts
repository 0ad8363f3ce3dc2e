import ts from 'typescript';
import type { SourceFile } from './source-file.js';

/** A habit of the project: looks at files and says one sentence per offence, each beginning with the file's path. */
export type Habit = (files: readonly SourceFile[]) => string[];

const isTypeScript = ({ path }: SourceFile): boolean => /\.tsx?$/.test(path);
const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function nodesOf({ path, text }: SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023));
  return nodes;
}

const perFile =
  (applies: (file: SourceFile) => boolean, offences: (file: SourceFile) => readonly string[]): Habit =>
  (files) =>
    files.filter(applies).flatMap((file) => offences(file).map((offence) => `${file.path}: ${offence}`));

/** A name that says nothing hides a concept that was not named. */
const emptyWords = /^(utils?|helpers?|commons?|shared|manager|base|impl|types|constants|misc)$/i;

export const namesSayTheConcept = perFile(isTypeScript, ({ path }) =>
  path
    .split(/[/.-]/)
    .filter((word) => emptyWords.test(word))
    .map((word) => `"${word}" names no concept of the market or the machine`),
);

const mostLines = 300;

/** A file may be longer where splitting it would hide its one idea; each with its measure and its reason. */
export const longFiles: Readonly<Record<string, { readonly lines: number; readonly because: string }>> = {};

export const filesAreShort = perFile(isTypeScript, ({ path, text }) => {
  const most = longFiles[path]?.lines ?? mostLines;
  const lines = text.split('\n').length - 1;
  return lines > most ? [`${lines} lines, at most ${most}`] : [];
});

/** Small concepts make small files: at least half of what ships stays within a hundred lines. */
export const mostFilesAreSmall: Habit = (files) => {
  const shipped = files.filter((file) => isTypeScript(file) && /^(apps|libs|local)\//.test(file.path));
  const large = shipped.filter(({ text }) => text.split('\n').length - 1 > 100);
  return large.length * 2 > shipped.length ? [`${large.length} of ${shipped.length} files exceed 100 lines`] : [];
};

export const nothingIsAny = perFile(isTypeScript, (file) => [
  ...nodesOf(file)
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword)
    .map(() => 'uses the type any'),
  ...[
    ...file.text.matchAll(
      /(?:\/\/|\/\*)\s*(?:@ts-(?:ignore|nocheck|expect-error)|(?:oxlint|eslint)-disable(?!-next-line)|biome-ignore)/g,
    ),
  ].map(([silencer]) => `silences a check with ${silencer}`),
]);

export const indexesStandInLibs: Habit = (files) => {
  const libs = new Set(files.flatMap(({ path }) => /^libs\/([^/]+)\/src\//.exec(path)?.[1] ?? []));
  return [
    ...files
      .filter(({ path }) => fileName(path) === 'index.ts' && !/^libs\/[^/]+\/src\/index\.ts$/.test(path))
      .map(({ path }) => `${path}: an index stands only at the top of a lib`),
    ...[...libs]
      .filter((lib) => !files.some(({ path }) => path === `libs/${lib}/src/index.ts`))
      .map((lib) => `libs/${lib}/src: has no index.ts`),
    ...files
      .filter(({ path, text }) => /^libs\/[^/]+\/src\/index\.ts$/.test(path) && /^export \*/m.test(text))
      .map(({ path }) => `${path}: names what it exports instead of *`),
  ];
};

export const specsStandBesideTheirSubject: Habit = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => /^(apps|libs|local)\/.*\.spec\.ts$/.test(path))
    .filter(({ path }) => !paths.has(path.replace(/\.spec\.ts$/, '.ts')))
    .map(({ path }) => `${path}: its subject does not stand beside it`);
};

export const testsRun = perFile(isTypeScript, (file) =>
  nodesOf(file).flatMap((node) => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      /^(xit|xtest|xdescribe|fit|fdescribe)$/.test(node.expression.text)
    ) {
      return [`${node.expression.text} keeps tests from running`];
    }
    if (ts.isPropertyAccessExpression(node) && /^(skip|only|todo|failing)$/.test(node.name.text)) {
      const of = ts.isIdentifier(node.expression) ? node.expression.text : '';
      return /^(it|test|describe)$/.test(of) ? [`${of}.${node.name.text} keeps tests from running`] : [];
    }
    return [];
  }),
);

export const nothingIsLeftForLater = perFile(
  (file) => isTypeScript(file) || file.path.endsWith('.md'),
  ({ text }) => [...text.matchAll(/\b(?:TODO|FIXME|XXX)\b(?=[:( ]|$)/gm)].map(([word]) => `leaves a ${word}`),
);

const decoratedBy = (node: ts.ClassDeclaration): string[] =>
  (ts.getDecorators(node) ?? []).flatMap(({ expression }) => {
    const callee = ts.isCallExpression(expression) ? expression.expression : expression;
    return ts.isIdentifier(callee) ? [callee.text] : [];
  });

export const mappedClassesEndInRow = perFile(isTypeScript, (file) =>
  nodesOf(file)
    .filter(ts.isClassDeclaration)
    .filter((node) => decoratedBy(node).some((decorator) => /^(Entity|ChildEntity|ViewEntity)$/.test(decorator)))
    .map((node) => node.name?.text ?? 'an anonymous class')
    .filter((name) => !name.endsWith('Row'))
    .map((name) => `${name} is mapped by TypeORM and does not end in Row`),
);

/** `holdFundsV1` stands in `hold-funds.v1.ts`, alone. */
export const messagesCarryTheirVersion = perFile(
  ({ path }) => /^libs\/contracts\/src\/[^/]+\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts'),
  ({ path, text }) => {
    const versioned = [...text.matchAll(/^export const (\w+V\d+)\b/gm)].map((match) => match[1] ?? '');
    const expected = (name: string): string =>
      `${name.replace(/V(\d+)$/, '.v$1').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
    return [
      ...versioned
        .filter((name) => expected(name) !== fileName(path))
        .map((name) => `${name} belongs in ${expected(name)}`),
      ...(/\.v\d+\.ts$/.test(path) && versioned.length !== 1
        ? [`holds ${versioned.length} messages instead of one`]
        : []),
    ];
  },
);

export const versionsArePinned = perFile(
  ({ path }) => fileName(path) === 'package.json',
  ({ text }) => {
    const parsed = JSON.parse(text) as Record<'dependencies' | 'devDependencies', Record<string, string> | undefined>;
    return Object.entries({ ...parsed.dependencies, ...parsed.devDependencies })
      .filter(([, version]) => !/^(npm:(@[^/]+\/)?[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name} is not pinned: ${version}`);
  },
);

/**
 * Whoever clones the project has other folders and another registry. `checkout` is the folder it stands in now.
 */
export const namesNoMachine = (checkout: string): Habit => {
  const registry = /https?:\/\/[^/\s"']*(?:registry|artifactory|nexus|verdaccio)[^/\s"']*/g;
  const home = /(?<![\w.~}])\/(?:home|Users)\/[a-z][\w-]*/g;
  return perFile(
    () => true,
    ({ path, text }) => [
      ...[...text.matchAll(registry)].map(([host]) => `names a package registry, ${host}`),
      ...[...text.matchAll(home)].map(([folder]) => `names a folder of one machine, ${folder}`),
      // A checkout at /app or the like is too short to tell from an ordinary path.
      ...(checkout.split('/').length > 2 && text.includes(checkout) ? [`names its own checkout, ${checkout}`] : []),
      ...(fileName(path) === 'package-lock.json' && /"resolved": "http/.test(text)
        ? ['keeps the hosts of a registry']
        : []),
    ],
  );
};

/** Every habit by the sentence that the suite prints. */
export const habits = (checkout: string): Readonly<Record<string, Habit>> => ({
  'names files by their concept': namesSayTheConcept,
  'keeps files short': filesAreShort,
  'keeps most files small': mostFilesAreSmall,
  'uses no any and silences no check': nothingIsAny,
  'has an index in libs only, with explicit names': indexesStandInLibs,
  'has each spec beside its subject': specsStandBesideTheirSubject,
  'runs every test': testsRun,
  'leaves nothing for later': nothingIsLeftForLater,
  'ends classes that TypeORM maps in Row': mappedClassesEndInRow,
  'has one message per file, its version in the name': messagesCarryTheirVersion,
  'pins every version': versionsArePinned,
  'names no machine and no registry': namesNoMachine(checkout),
});
