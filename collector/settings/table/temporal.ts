import { address, cron, namespaces, positiveDuration, profiles, rate, text } from '../parsers.js';
import { everyCommand, setting } from '../setting.js';
import { visibilityQuery } from '../visibility-query.js';

/** What is asked of Temporal, and how often. */
export const temporalSettings = {
  address: setting<string>({
    flag: 'address',
    form: 'host:port',
    defaultNote: 'TEMPORAL_ADDRESS, temporal.toml, or 127.0.0.1:7233',
    help: 'Temporal frontend. Everything else about the connection is read as the temporal command reads it: TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*, TEMPORAL_PROFILE, temporal.toml.',
    commands: everyCommand,
    parse: address,
  }),
  namespace: setting<readonly string[]>({
    flag: 'namespace',
    form: 'name[,name…]',
    defaultNote: 'the namespace of the connection, or the namespace "default"',
    help: 'Namespaces to watch; may be given several times. * watches every registered namespace; collect reads the list again every minute.',
    commands: everyCommand,
    parse: namespaces,
    repeatable: true,
  }),
  profile: setting<readonly string[]>({
    flag: 'profile',
    form: 'name[,name…]',
    defaultNote: 'TEMPORAL_PROFILE, or default',
    help: 'Profiles of temporal.toml; may be given several times. Each profile is one connection and watches the namespace that is set in it; --namespace cannot be combined with several profiles.',
    commands: everyCommand,
    parse: profiles,
    repeatable: true,
  }),
  apiKeyFile: setting<string>({
    flag: 'api-key-file',
    form: 'path',
    help: 'File with the API key; read again when it changes. It takes precedence over TEMPORAL_API_KEY.',
    commands: everyCommand,
    parse: text('a path'),
  }),
  query: setting<string>({
    flag: 'query',
    form: 'visibility query',
    help: 'Extra visibility filter: only executions that match it are watched. It is ANDed with the queries that Deadbeat lists executions with.',
    commands: everyCommand,
    parse: visibilityQuery,
  }),
  schedule: setting<string>({
    flag: 'schedule',
    form: 'cron with seconds',
    default: '*/10 * * * * *',
    help: 'Cron expression, seconds first: when to list the executions that started or closed since the previous listing (a discovery pass).',
    commands: ['collect'],
    parse: cron,
  }),
  requestsPerSecond: setting<number>({
    flag: 'requests-per-second',
    form: 'calls/s',
    default: '50',
    help: 'Budget per namespace for Describe and history calls together.',
    commands: everyCommand,
    parse: rate,
  }),
  visibilityRequestsPerSecond: setting<number>({
    flag: 'visibility-requests-per-second',
    form: 'calls/s',
    default: '2',
    help: 'Budget per namespace for List and Count calls.',
    commands: everyCommand,
    parse: rate,
  }),
  totalRequestsPerSecond: setting<number>({
    flag: 'total-requests-per-second',
    form: 'calls/s',
    help: 'Limit on all calls of this process, over all namespaces and profiles.',
    commands: everyCommand,
    parse: rate,
  }),
  maxObservationAgeMs: setting<number>({
    flag: 'max-observation-age',
    form: 'duration',
    default: '1h',
    help: 'Target for the longest time between two Describe calls of an open execution. At most half of --requests-per-second is used for it; if that is not enough, the time is exceeded.',
    commands: ['collect'],
    parse: positiveDuration,
  }),
  requestTimeoutMs: setting<number>({
    flag: 'request-timeout',
    form: 'duration',
    default: '10s',
    help: 'Deadline of any single call to Temporal.',
    commands: everyCommand,
    parse: positiveDuration,
  }),
};
