/**
 * The direction of the code (types count as imports):
 *   contracts ← domain; contracts ← channels, ledger, policies; domain, ledger, policies ← moves ← activities, intake; intake ← api;
 *   workflows see contracts, domain and activities as types; only `main` files, src/service.ts and `up` wire everything.
 * Each folder below names what it may import from src/ beside itself; whatever is not named is forbidden.
 */
const MAY_IMPORT = {
  contracts: [],
  domain: ['contracts'],
  processes: [],
  oversight: ['contracts'],
  policies: ['contracts', 'domain'],
  ledger: ['contracts', 'domain', 'processes'],
  channels: ['contracts', 'oversight', 'ledger'],
  moves: ['contracts', 'domain', 'ledger', 'policies'],
  activities: ['contracts', 'domain', 'oversight', 'ledger', 'policies', 'moves', 'channels'],
  workflows: ['contracts', 'domain', 'activities'],
  intake: ['contracts', 'domain', 'ledger', 'policies', 'moves'],
  api: ['contracts', 'oversight', 'ledger', 'policies', 'intake', 'channels'],
  workers: ['contracts', 'ledger', 'activities', 'workflows'],
};

/** Single files that a folder may know beside that: what a door needs is the intake's interface, never its making. */
const AND_FILES = { channels: ['^src/intake/intake\\.ts$'] };
/** Anybody may name the shape of a part of the configuration; reading it is the wiring's. */
const TYPES_OF_CONFIG = '^src/config\\.ts$';

/** Contracts that browsers run. */
const WITHOUT_ZOD =
  '^src/contracts/(args-form|assert-never|boot|canonical-json|decision-text|duration-text|lookalikes|pause-text|rule-text|strict-json|json-number|visible-text)\\.ts$';

const direction = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `direction-${folder}`,
  comment: `src/${folder} may import only ${['itself', ...allowed].join(', ')} (ARCHITECTURE.md, "Direction").`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: ['\\.test\\.ts$', '(^|/)(bundle-)?main\\.ts$'] },
  to: {
    path: '^(src|temporal|client|examples)/',
    pathNot: [...[folder, ...allowed].map((name) => `^src/${name}/`), ...(AND_FILES[folder] ?? []), TYPES_OF_CONFIG],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...direction,
    {
      name: 'workflows-import-types-only',
      comment: 'Activities and policies must not be bundled into the workflow sandbox: a workflow imports their types.',
      severity: 'error',
      from: { path: '^src/workflows/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sandbox-stays-pure',
      comment: 'The database and zod have no place in the workflow sandbox: they break the bundle, or replay.',
      severity: 'error',
      from: { path: '^src/(workflows|domain)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^node_modules/(zod|pg|kysely|express|@slack)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sandbox-has-no-node',
      comment: 'The workflow sandbox has none of the modules of Node.',
      severity: 'error',
      from: { path: '^src/(workflows|domain|contracts)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-intake-has-the-temporal-client',
      comment: 'Whoever wants something from a run asks src/intake: one place knows how starts and signals are made to last.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/intake/', '^src/(service|config)\\.ts$', '(^|/)main\\.ts$', '\\.test\\.ts$', '^src/(worker|workflow)-kit\\.ts$'],
      },
      to: { path: '@temporalio/client' },
    },
    {
      name: 'wiring-is-imported-by-mains-only',
      comment: 'config and service know everything; what imports them can be used nowhere else.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(service|config)(\\.test)?\\.ts$', '^src/cli/', '(^|/)(bundle-)?main\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: '^src/(service|config)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-stands-alone',
      comment: 'The client is installed by users without the server: its sources share nothing but the contracts.',
      severity: 'error',
      from: { path: '^client/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|temporal|examples)/', pathNot: '^src/contracts/' },
    },
    {
      name: 'dashboard-knows-contracts-only',
      comment: 'The dashboard talks to the API over HTTP; of the server it knows the shapes.',
      severity: 'error',
      from: { path: '^web/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|temporal|client|examples)/', pathNot: '^src/contracts/' },
    },
    {
      name: 'dashboard-has-no-zod',
      comment:
        'A phone does not load what checks schemas: of the contracts the dashboard runs what is text and form, of the rest it knows the types.',
      severity: 'error',
      from: { path: '^web/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/contracts/', pathNot: WITHOUT_ZOD, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'what-browsers-run-has-no-zod',
      severity: 'error',
      from: { path: WITHOUT_ZOD, pathNot: '\\.test\\.ts$' },
      to: { path: ['node_modules/zod', '^src/contracts/'], pathNot: WITHOUT_ZOD, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-code-in-products',
      severity: 'error',
      from: { path: '^(src|temporal|client/src|examples)/', pathNot: '\\.test\\.ts$' },
      to: { path: '(^test/|\\.test\\.ts$)' },
    },
    {
      name: 'no-circular',
      comment: 'Modules that load each other; naming each other’s types is harmless.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
