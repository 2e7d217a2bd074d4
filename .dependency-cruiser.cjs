// The import graph of docs/map.md as rules. Each rule says why, and the tool prints that reason when it is broken.
const core = '^src/core/';
const mayImport = (room, allowed, why) => ({
  name: `${room.replaceAll('/', '-')}-imports`,
  comment: why,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^(src|webview)/', pathNot: [room, ...allowed].map((name) => `^src/${name}(/|\\.ts$)`) },
});
const TEXT = ['core/text'];
const SCHEMA = ['core/schema', ...TEXT];
const TOPOLOGY = ['core/topology', ...SCHEMA];
const PROGRAMS = [
  'core/programs',
  'core/experiment/workload',
  'core/experiment/givenProfile',
  'core/measure',
  ...SCHEMA,
];
const LAYOUT = ['core/layout', ...TOPOLOGY];
const EXPERIMENT = ['core/experiment', ...new Set([...LAYOUT, ...PROGRAMS])];
const JOURNAL = ['core/journal', 'core/experiment/schedule', 'core/experiment/factors', ...SCHEMA];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Data goes one way: text, model, findings or plan, bundle, journal, analysis, figures.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-is-pure',
      comment: 'The core knows no editor, no files, no clock, no DOM: it is functions of data.',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-libraries',
      comment: 'The core uses few, pure libraries; each has a line in docs/dependencies.md.',
      severity: 'error',
      from: { path: core },
      to: {
        dependencyTypes: ['npm', 'npm-dev'],
        pathNot: 'node_modules/(jsonc-parser|ajv|re2js|saxes|xmlchars|@stdlib)/',
      },
    },
    {
      name: 'lab-has-no-node',
      comment:
        'Use cases reach the world through ports, so that tests and other surfaces can bring their own.',
      severity: 'error',
      from: { path: '^src/lab/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    {
      name: 'vscode-at-the-edge',
      comment: 'Only the rooms that are the editor know the editor.',
      severity: 'error',
      from: { pathNot: '^src/(extension\\.ts|platform/|editor/|runs/|panels/)' },
      to: { path: '(^|/)vscode$|@types/vscode' },
    },
    {
      name: 'one-file-imports-the-toolkit',
      comment: 'The UI toolkit is archived: one file imports it, so that it can be replaced in an afternoon.',
      severity: 'error',
      from: { pathNot: '^webview/shared/toolkit\\.ts$' },
      to: { path: '@vscode/webview-ui-toolkit' },
    },
    {
      name: 'product-does-not-import-tests',
      comment: 'What is shipped must not depend on what tests it.',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { path: '^tests/' },
    },
    mayImport('core/text', [], 'Text is the bottom: positions, edits, sizes, lists.'),
    mayImport('core/schema', TEXT, 'Types and validators know text positions and nothing of machines.'),
    mayImport('core/topology', SCHEMA, 'A machine is read from documents and captures.'),
    mayImport('core/programs', PROGRAMS, 'A program is described by its workload and its output.'),
    mayImport('core/measure', SCHEMA, 'Readers of kernel files are functions of text.'),
    mayImport('core/layout', TOPOLOGY, 'A layout stands on a machine.'),
    mayImport('core/experiment', EXPERIMENT, 'An experiment brings layouts and programs together.'),
    mayImport('core/check', ['core/check', ...EXPERIMENT], 'Rules look at experiments and layouts.'),
    mayImport(
      'core/assist',
      ['core/check', ...EXPERIMENT],
      'What is offered in a text is made of its models and of what the rules say of them.',
    ),
    mayImport(
      'core/picture',
      ['core/picture', ...LAYOUT],
      'A picture is drawn of a layout; it knows no rules and no documents.',
    ),
    mayImport(
      'core/editing',
      ['core/editing', 'core/picture', 'core/assist', 'core/check', ...EXPERIMENT],
      'What hands do to a picture becomes edits of its text, made of the same parts as rewrites and fixes.',
    ),
    mayImport(
      'core/recipes',
      ['core/recipes', 'core/check', ...EXPERIMENT],
      "The paper's figures as documents: the checker says which classes have room and what must be accepted.",
    ),
    mayImport('core/plan', EXPERIMENT, 'A plan is made from an experiment; it never sees results.'),
    mayImport('core/journal', JOURNAL, 'A journal is read by itself; the schedule says how far it is.'),
    mayImport(
      'core/analysis',
      [
        ...['core/plan/planDocument', 'core/plan/guest', 'core/experiment/comparisons'],
        ...['core/topology', 'core/picture', ...JOURNAL, ...PROGRAMS],
      ],
      'Analysis sees a journal, what programs printed, and what a host said of itself; figures are drawn as pictures are.',
    ),
    {
      ...mayImport(
        'core/predict',
        ['core/predict', 'core/analysis/statistics', 'core/analysis/format', 'core/journal', ...EXPERIMENT],
        'The model predicts what experiments would measure; it never sees results.',
      ),
      from: { path: '^src/core/predict/', pathNot: '^src/core/predict/advise/' },
    },
    mayImport(
      'core/predict/advise',
      [
        ...['core/predict', 'core/recipes', 'core/check/regionSize', 'core/analysis/statistics'],
        ...['core/analysis/verdict', ...EXPERIMENT],
      ],
      'The advisor asks the model, and writes documents as recipes do; how many blocks would do is a question of statistics.',
    ),
    {
      name: 'held-out-claims-stay-in-their-room',
      comment:
        'A model that could read what it is scored on could be fitted on it: targets come from claimsForFitting alone.',
      severity: 'error',
      from: { path: '^src/core/predict/', pathNot: '^src/core/predict/(claims|fit)/' },
      to: {
        path: '^src/core/predict/claims/',
        pathNot: '^src/core/predict/claims/(claim|forFitting|layout|question|workload)\\.ts$',
      },
    },
    {
      name: 'fit-sees-no-held-out-claim',
      comment:
        'The same of what fits parameters, which also scores the claims that it is given; and it begins at the start values.',
      severity: 'error',
      from: { path: '^src/core/predict/fit/' },
      to: {
        path: '^src/core/predict/(claims/|answers|currentValues|fittedValues)',
        pathNot: '/claims/(claim|forFitting|found|question|score)\\.ts$',
      },
    },
    mayImport('lab', ['core'], 'Use cases import the core; everything else comes through ports.'),
    mayImport('node', ['core', 'lab'], 'Ports made real.'),
    mayImport('rehearsal', ['core', 'lab', 'node'], 'An emulated machine is reached like any other host.'),
    mayImport('cli', ['core', 'lab'], 'The command line goes through the use cases.'),
    mayImport('protocol', ['core'], 'Messages carry plain data of the core.'),
    mayImport('platform', ['core', 'lab', 'protocol'], 'What editor, runs and panels share.'),
    mayImport(
      'editor',
      ['core', 'lab', 'protocol', 'platform'],
      'editor, runs and panels never import each other.',
    ),
    mayImport(
      'runs',
      ['core', 'lab', 'protocol', 'platform'],
      'editor, runs and panels never import each other.',
    ),
    mayImport(
      'panels',
      ['core', 'lab', 'protocol', 'platform'],
      'editor, runs and panels never import each other.',
    ),
    {
      name: 'webview-imports',
      comment:
        'Webviews draw plain data: they import the protocol, core types and the picture, and compute nothing.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/(protocol|core)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: 'src/core/schema/generated/.*\\.js$' },
  },
};
