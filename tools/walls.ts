/** What the files of a folder may import, besides each other. */
export type Wall = Readonly<{
  /** Below the root of the project. */
  folder: string;
  does: string;
  /** Other folders, or files without extension, of collector/. */
  from: readonly string[];
  packages: readonly string[];
  /** Node's own modules. */
  node: boolean;
}>;

const root = ['errors'];

/**
 * Every folder of the collector, in the order in which data passes through. The linter enforces it (biome.walls.json), and
 * docs/architecture.md shows it; both are generated.
 */
export const walls: readonly Wall[] = [
  { folder: 'text', does: 'how texts are written', from: [], packages: ['string-width'], node: false },
  {
    ...{
      folder: 'async',
      does: 'promises that callers share, tasks that run one after another, and long work in slices, with or without turns',
    },
    ...{ from: [], packages: [], node: false },
  },
  { folder: 'files', does: 'files that are watched by content', from: root, packages: [], node: true },
  { folder: 'process', does: 'exit codes, log, build info', from: [], packages: ['pino', 'pino-pretty'], node: true },
  {
    ...{ folder: 'settings', does: 'the table of settings, help, parsing' },
    ...{ from: [...root, 'findings/findings', 'process', 'text'], packages: ['node-cron'], node: true },
  },
  {
    // The table of metrics types the labels of what is counted.
    folder: 'model',
    does: 'what was seen becomes what is known and counted (pure)',
    from: ['metrics/definitions'],
    packages: ['tinyqueue'],
    node: false,
  },
  {
    ...{ folder: 'temporal', does: 'every call to Temporal; the only place that knows gRPC and protobuf' },
    from: [...root, 'async', 'model', 'settings/parsers', 'text'],
    packages: ['@grpc/grpc-js', '@temporalio/client', '@temporalio/envconfig', '@temporalio/proto', 'pino'],
    node: true,
  },
  {
    ...{ folder: 'watch', does: 'what is followed, and when it is asked for' },
    ...{
      from: [...root, 'async', 'model', 'temporal/budget', 'temporal/source'],
      packages: ['node-cron', 'p-retry', 'pino', 'tinyqueue'],
      node: true,
    },
  },
  {
    ...{ folder: 'owners', does: 'who owns what, and which waste is accepted' },
    ...{ from: [...root, 'files', 'text'], packages: ['pino', 'yaml', 'zod'], node: true },
  },
  {
    ...{ folder: 'metrics', does: 'the table of metrics, and the exposition' },
    ...{
      from: ['async', 'findings/identities', 'model', 'owners', 'temporal/rpc', 'watch'],
      packages: ['prom-client'],
      node: false,
    },
  },
  {
    ...{ folder: 'state', does: 'what a restart needs' },
    ...{
      from: [...root, 'async', 'metrics', 'model', 'text', 'watch'],
      packages: ['classic-level', 'pino', 'zod'],
      node: true,
    },
  },
  {
    ...{ folder: 'findings', does: 'what is wrong with an activity, in words' },
    ...{ from: ['model', 'owners', 'state/keys', 'text', 'watch'], packages: ['tinyqueue', 'zod'], node: true },
  },
  {
    ...{ folder: 'scan', does: 'one pass over everything, and its report' },
    from: [
      ...root,
      'compose-namespace',
      'findings',
      'model',
      'owners',
      'process',
      'settings',
      'temporal',
      'text',
      'watch',
    ],
    packages: ['csv-stringify/sync', 'p-retry', 'table', 'zod'],
    node: true,
  },
  {
    ...{ folder: 'audit', does: 'what the past cost, from histories, and its report' },
    from: [
      ...root,
      'compose-namespace',
      'findings',
      'model',
      'owners',
      'process',
      'scan',
      'settings',
      'temporal',
      'text',
    ],
    packages: ['csv-stringify/sync', 'preact-render-to-string', 'table', 'tinyqueue', 'zod'],
    node: true,
  },
  {
    ...{ folder: 'web', does: 'metrics, API and page over HTTP' },
    from: [...root, 'async', 'files', 'findings', 'metrics', 'model', 'owners', 'settings', 'text', 'watch'],
    packages: ['bcryptjs', 'express', 'pino', 'preact', 'preact/hooks', 'preact-render-to-string', 'yaml', 'zod'],
    node: true,
  },
];

type Restriction = Readonly<{ includes: readonly string[]; group: readonly string[]; message: string }>;

/** biome.walls.json */
export function lintWalls(): string {
  const restrictions = [...walls.flatMap(restrictionsOf), ...outside];
  const overrides = restrictions.map(({ includes, group, message }) => ({
    includes,
    linter: {
      rules: {
        style: { noRestrictedImports: { level: 'error', options: { patterns: [{ group, message }] } } },
      },
    },
  }));
  return `${JSON.stringify({ root: false, overrides }, undefined, 2)}\n`;
}

function restrictionsOf({ folder, from, packages, node }: Wall): Restriction[] {
  const message = `collector/${folder}/ may not import this: see docs/architecture.md and tools/walls.ts.`;
  const allowed = [...packages, ...(node ? ['node:*', 'node:*/**'] : [])].map((one) => `!${one}`);
  const sources = (up: string) => from.map((one) => `!${up}/${isFile(one) ? `${one}.js` : `${one}/**`}`);
  return [
    { includes: [`collector/${folder}/*`], group: ['**', '!./**', ...sources('..'), ...allowed], message },
    {
      includes: [`collector/${folder}/*/**`],
      group: ['**', '!./**', '!../**', '../../**', ...sources('../..'), ...allowed],
      message,
    },
  ];
}

const isFile = (name: string) => name.includes('/') || ['errors', 'compose-namespace'].includes(name);

const fromCollector = (...folders: readonly string[]) =>
  ['..', '../..'].flatMap((up) => [`${up}/collector/**`, ...folders.map((folder) => `!${up}/collector/${folder}/**`)]);

const definitionsArePure = 'collector/metrics/definitions.ts is pure, as model/ is: both type each other.';

/** The roots may import all of the collector, and the other folders what they are made from. */
const outside: readonly Restriction[] = [
  {
    includes: ['collector/metrics/definitions.ts'],
    group: ['**', '!./definitions/**', '!../model/**'],
    message: definitionsArePure,
  },
  {
    includes: ['collector/metrics/definitions/**'],
    group: ['**', '!./**', '!../../model/**'],
    message: definitionsArePure,
  },
  {
    includes: ['collector/errors.ts'],
    group: ['**', '!./temporal/grpc-status.js', '!./text/printable.js'],
    message: 'collector/errors.ts knows the names of gRPC statuses, and how to print untrusted text.',
  },
  {
    includes: ['collector/*', '!collector/errors.ts'],
    group: ['../**'],
    message: 'The collector is built alone.',
  },
  {
    includes: ['alerts/**'],
    group: [...fromCollector('metrics', 'model', 'settings', 'text', 'findings'), '**/{dashboards,demo,test}/**'],
    message: 'alerts/ is made from the tables of the collector.',
  },
  {
    includes: ['dashboards/**'],
    group: [...fromCollector('metrics', 'model', 'findings', 'text'), '**/{demo,test}/**'],
    message: 'dashboards/ is made from the tables of the collector and of alerts/.',
  },
  {
    includes: ['demo/**', 'tools/**'],
    group: ['**/test/**'],
    message: 'Only tests import what is for tests.',
  },
];

/** The import table of docs/architecture.md. */
export function wallsTable(): string {
  const rows = walls.map(({ folder, does, from, packages, node }) => {
    const folders = from.map((one) => `\`${one}${isFile(one) ? '.ts' : '/'}\``).join(', ');
    const others = [...packages.map((one) => `\`${one}\``), ...(node ? ['node'] : [])].join(', ');
    return `| \`${folder}/\` | ${does} | ${folders || 'nothing'} | ${others || 'nothing'} |`;
  });
  return [
    '| folder of `collector/` | what it is for | may import | and of packages |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
