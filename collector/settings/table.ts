import {
  address,
  count,
  cron,
  duration,
  type Listen,
  listen,
  namespaces,
  oneOf,
  positiveDuration,
  rate,
  type Shard,
  shard,
  text,
  url,
} from './parsers.js';
import { visibilityQuery } from './visibility-query.js';

export type Setting<T> = Readonly<{
  /** `--kebab-case`; the environment name follows from it. */
  flag: string;
  /** How the value is written in help texts. */
  form: string;
  /** As a user would write it; absent: not set. */
  default?: string;
  /** What the default is, where it is no fixed text. */
  defaultNote?: string;
  help: string;
  /** @throws NotAccepted */
  parse: (text: string) => T;
  /** May be given several times; the values are joined by commas. */
  repeatable?: true;
}>;

const setting = <T>(definition: Setting<T>) => definition;

/** Every setting: parsing, `--help` and docs/configuration.md read this table. */
export const settingsTable = {
  address: setting<string>({
    flag: 'address',
    form: 'host:port',
    defaultNote: 'TEMPORAL_ADDRESS, temporal.toml, or 127.0.0.1:7233',
    help: 'Temporal frontend. Everything else about the connection is read as the temporal command reads it: TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*, TEMPORAL_PROFILE, temporal.toml.',
    parse: address,
  }),
  namespace: setting<readonly string[]>({
    flag: 'namespace',
    form: 'name[,name…]',
    defaultNote: "the connection's, or default",
    help: 'Namespaces to watch; may be given several times. * watches every registered namespace, looked up again every minute.',
    parse: namespaces,
    repeatable: true,
  }),
  query: setting<string>({
    flag: 'query',
    form: 'visibility query',
    help: 'Extra visibility filter, and-ed to the discovery query.',
    parse: visibilityQuery,
  }),
  schedule: setting<string>({
    flag: 'schedule',
    form: 'cron with seconds',
    default: '*/10 * * * * *',
    help: 'When discovery passes start.',
    parse: cron,
  }),
  requestsPerSecond: setting<number>({
    flag: 'requests-per-second',
    form: 'calls/s',
    default: '50',
    help: 'Budget per namespace for Describe and history calls together.',
    parse: rate,
  }),
  visibilityRequestsPerSecond: setting<number>({
    flag: 'visibility-requests-per-second',
    form: 'calls/s',
    default: '2',
    help: 'Budget per namespace for List and Count calls.',
    parse: rate,
  }),
  requestTimeoutMs: setting<number>({
    flag: 'request-timeout',
    form: 'duration',
    default: '10s',
    help: 'Deadline of any single call to Temporal.',
    parse: positiveDuration,
  }),
  listen: setting<Listen>({
    flag: 'listen',
    form: 'host:port',
    default: '0.0.0.0:9810',
    help: 'HTTP address; port 0 picks a free port and logs it.',
    parse: listen,
  }),
  stateFile: setting<string>({
    flag: 'state-file',
    form: 'path or none',
    default: 'deadbeat-state.json',
    help: 'What a restart needs to go on counting exactly; none turns it off.',
    parse: text('a path, or none'),
  }),
  cancelGraceMs: setting<number>({
    flag: 'cancel-grace',
    form: 'duration',
    default: '10s',
    help: 'Time that an activity that has been told of its cancellation may take to stop before it counts as ignoring it.',
    parse: duration,
  }),
  silentAfterMs: setting<number>({
    flag: 'silent-after',
    form: 'duration',
    default: '2m',
    help: 'Silence after which an activity without a heartbeat timeout that used to heartbeat counts as silent.',
    parse: positiveDuration,
  }),
  stalledAfterMs: setting<number>({
    flag: 'stalled-after',
    form: 'duration',
    default: '5m',
    help: 'An activity counts as stalled when it heartbeats but its details have stayed the same this long.',
    parse: positiveDuration,
  }),
  topOffenders: setting<number>({
    flag: 'top-offenders',
    form: 'number',
    default: '20',
    help: 'Rows of deadbeat_offender_seconds; 0 turns that metric off.',
    parse: count(0, 1000),
  }),
  maxLabelSets: setting<number>({
    flag: 'max-label-sets',
    form: 'number',
    default: '5000',
    help: 'Distinct label sets per metric; beyond it, values fold into one set whose type labels read __other__.',
    parse: count(1, 1_000_000),
  }),
  shard: setting<Shard>({
    flag: 'shard',
    form: 'i/n',
    default: '1/1',
    help: 'This process takes the workflow IDs whose hash falls in part i of n.',
    parse: shard,
  }),
  uiUrl: setting<string>({
    flag: 'ui-url',
    form: 'URL',
    help: 'Base URL of the Temporal UI, for links.',
    parse: url,
  }),
  webConfigFile: setting<string>({
    flag: 'web-config-file',
    form: 'path',
    help: "TLS and basic auth in the Prometheus exporter-toolkit's file format.",
    parse: text('a path'),
  }),
  logLevel: setting<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>({
    flag: 'log-level',
    form: 'level',
    default: 'info',
    help: 'Least severe level that is logged: trace, debug, info, warn, error or fatal.',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
  }),
  logFormat: setting<'json' | 'text'>({
    flag: 'log-format',
    form: 'json or text',
    defaultNote: 'json; text on a terminal',
    help: 'Format of the logs on stderr.',
    parse: oneOf('json', 'text'),
  }),
} as const;

type Table = typeof settingsTable;
type Parsed<K extends keyof Table> = ReturnType<Table[K]['parse']>;
/** The settings without a fixed default: absent unless given. */
type Optional = 'address' | 'namespace' | 'query' | 'uiUrl' | 'webConfigFile' | 'logFormat';

export type Settings = Readonly<
  { [K in Exclude<keyof Table, Optional>]: Parsed<K> } & { [K in Optional]?: Parsed<K> | undefined }
>;

export function environmentName({ flag }: Pick<Setting<unknown>, 'flag'>): string {
  return `DEADBEAT_${flag.toUpperCase().replaceAll('-', '_')}`;
}
