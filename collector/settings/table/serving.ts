import { utc } from '../../text/zone.js';
import { type Listen, listen, oneOf, text, url } from '../parsers.js';
import { everyCommand, onOff, setting } from '../setting.js';
import { timeZone } from '../time-zone.js';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const logFormats = ['json', 'text'] as const;

/** What is shown and kept, and where. */
export const servingSettings = {
  listen: setting<Listen>({
    flag: 'listen',
    form: 'host:port',
    default: '0.0.0.0:9810',
    help: 'HTTP address; port 0 picks a free port and logs it.',
    commands: ['collect'],
    parse: listen,
  }),
  stateFile: setting<string>({
    flag: 'state-file',
    form: 'path or none',
    default: 'deadbeat-state',
    help: 'Directory of the embedded database from which counting continues after a restart; none turns it off. If this path, this path with .json, or deadbeat-state.json is a JSON file that an older Deadbeat wrote, it is imported once.',
    commands: ['collect'],
    parse: text('a path, or none'),
  }),
  uiUrl: setting<string>({
    flag: 'ui-url',
    form: 'URL',
    help: 'Base URL of the Temporal UI: page, API and reports link executions to it.',
    commands: ['collect', 'scan', 'audit'],
    parse: url,
  }),
  ownersFile: setting<string>({
    flag: 'owners-file',
    form: 'path',
    help: 'YAML: patterns of namespace, task queue, workflow type and activity type, with the team that owns them and the waste that is accepted. collect reads it again when it changes.',
    commands: ['collect', 'scan', 'audit'],
    parse: text('a path'),
  }),
  webExternalUrl: setting<string>({
    flag: 'web-external-url',
    form: 'URL',
    help: 'URL under which people reach the page, with the path prefix of an ingress if there is one. Requests whose Host header has another name are then refused; IP addresses, names without a dot, and *.svc, *.cluster.local and *.localhost are always accepted.',
    commands: ['collect'],
    parse: url,
  }),
  healthListen: setting<Listen>({
    flag: 'health-listen',
    form: 'host:port',
    help: 'A second address that serves only /healthz and /readyz, always in plain HTTP and without credentials.',
    commands: ['collect'],
    parse: listen,
  }),
  timeZone: setting<string>({
    flag: 'time-zone',
    form: 'name',
    default: utc,
    help: 'Time zone of the page: of the times that it shows, and of what it calls today and yesterday. A name of the IANA database, such as Europe/Berlin.',
    commands: ['collect'],
    parse: timeZone,
  }),
  redactIds: onOff({
    flag: 'redact-ids',
    help: 'Shows workflow, run and activity IDs and worker identities as stable short hashes in page, API, metrics and log. This is not encryption: whoever guesses an ID can check the guess by its hash.',
    commands: ['collect'],
  }),
  webConfigFile: setting<string>({
    flag: 'web-config-file',
    form: 'path',
    help: "TLS and basic auth in the Prometheus exporter-toolkit's file format.",
    commands: ['collect'],
    parse: text('a path'),
  }),
  logLevel: setting<(typeof logLevels)[number]>({
    flag: 'log-level',
    form: 'level',
    values: logLevels,
    default: 'info',
    help: 'Least severe level that is logged: trace, debug, info, warn, error or fatal.',
    commands: everyCommand,
    parse: oneOf(...logLevels),
  }),
  logFormat: setting<(typeof logFormats)[number]>({
    flag: 'log-format',
    form: 'json or text',
    values: logFormats,
    defaultNote: 'json; text on a terminal',
    help: 'Format of the logs on stderr.',
    commands: everyCommand,
    parse: oneOf(...logFormats),
  }),
  json: onOff({ flag: 'json', help: 'Print JSON.', commands: ['scan', 'audit'], flagOnly: true }),
};
