/**
 * Who may import whom. Inside an app, a folder named by a noun is pure and a folder named by a technology does IO; the
 * folder's name decides, so a new noun is covered on the day it is made.
 */
const technology = 'http|kafka|store|mqtt|terminal';
// The console is a web page, with folders of its own kind.
const noun = `^apps/((?!console/)[^/]+)/src/(?!(?:${technology})/)[^/]+/`;
const spec = '\\.spec\\.ts$';
const pureLibs = '^libs/(units|market|decision|contracts|saga|two-phase)/';

/** A lib and all that it may import beside its own files: other libs by name, packages by name. */
const libMayImport = {
  units: [],
  decision: [],
  'strict-json': [],
  market: ['libs/units', 'temporal-polyfill'],
  saga: ['libs/decision'],
  'two-phase': ['libs/decision'],
  contracts: ['libs/units', 'libs/market', 'zod'],
};

const asPattern = (allowed) => (allowed.startsWith('libs/') ? `^${allowed}/` : `(^|/)node_modules/${allowed}/`);

const pureLib = ([lib, allowed]) => ({
  name: `lib-${lib}-is-pure`,
  comment: `libs/${lib} imports ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: spec },
  to: { pathNot: [`^libs/${lib}/`, ...allowed.map(asPattern)] },
});

export default {
  forbidden: [
    {
      name: 'nouns-are-pure',
      comment: 'A noun folder imports noun folders of its app and the pure libs: no framework, no driver, no node:*.',
      severity: 'error',
      from: { path: noun, pathNot: [spec, '^apps/metering/src/formats/'] },
      to: { pathNot: [`^apps/$1/src/(?!(?:${technology})/)[^/]+/`, pureLibs] },
    },
    {
      name: 'formats-are-pure',
      comment: 'Parsers of meter files may use a parser of CSV, and nothing else beyond what a noun may.',
      severity: 'error',
      from: { path: '^apps/metering/src/formats/', pathNot: spec },
      to: {
        pathNot: [`^apps/metering/src/(?!(?:${technology})/)[^/]+/`, pureLibs, '(^|/)node_modules/csv-parse/'],
      },
    },
    {
      name: 'technologies-stay-apart',
      comment:
        'HTTP, Kafka and MQTT meet in the module file only; each may know the store, whose state it decides on. A ' +
        'terminal shows what its HTTP client is told.',
      severity: 'error',
      from: { path: `^apps/([^/]+)/src/(${technology})/`, pathNot: [spec, '^apps/cli/src/terminal/'] },
      to: { path: `^apps/$1/src/(${technology})/`, pathNot: ['^apps/$1/src/$2/', '^apps/$1/src/store/'] },
    },
    {
      name: 'nothing-imports-a-start',
      comment: 'A module file and main.ts are where an app is put together; they are not for importing.',
      severity: 'error',
      from: { pathNot: ['(^|/)main\\.ts$', spec, '^test/'] },
      to: { path: '^(apps|libs|local)/.*(\\.module|/main)\\.ts$' },
    },
    {
      name: 'apps-stay-apart',
      comment: 'Services speak through contracts, never through imports.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|local)/' },
    },
    {
      name: 'apps-know-no-starter',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^local/' },
    },
    {
      name: 'tests-are-for-tests',
      comment: 'What ships imports nothing of test/ but the invariants, which an operator runs on a live system too.',
      severity: 'error',
      from: { path: '^(apps|libs|local)/', pathNot: spec },
      to: { path: '^test/', pathNot: '^test/invariant/check\\.ts$' },
    },
    {
      name: 'specs-are-not-imported',
      severity: 'error',
      from: {},
      to: { path: spec },
    },
    {
      name: 'libs-through-their-index',
      comment: 'A lib is used by its index, so that its files may move.',
      severity: 'error',
      from: { path: '^(apps|local|test)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'other-libs-through-their-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    ...Object.entries(libMayImport).map(pureLib),
    {
      name: 'transport-knows-no-market',
      comment: 'Another team should be able to lift messaging, the saga runner and two-phase; service knows no energy.',
      severity: 'error',
      from: { path: '^libs/(messaging|saga-runner|two-phase-branch|service)/', pathNot: spec },
      to: { path: '^libs/(units|market|contracts)/' },
    },
    {
      name: 'packages-are-declared',
      comment: 'A package that only comes along with another one leaves with it.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'what-ships-needs-no-dev-package',
      severity: 'error',
      from: { path: '^(apps|libs|local)/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that is not found would pass every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Without it type-only imports pass unseen.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
