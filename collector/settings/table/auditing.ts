import { count, duration, nonNegative, type PastInstant, pastInstant, text } from '../parsers.js';
import { onOff, setting } from '../setting.js';

/** What an audit reads of the past, and how it is reported. */
export const auditingSettings = {
  since: setting<PastInstant>({
    flag: 'since',
    form: 'duration or instant',
    default: '7d',
    help: 'Start of the time window: all executions that closed after it and all open ones are audited. Give a duration before now (12h, 7d) or an RFC 3339 time.',
    commands: ['audit'],
    parse: pastInstant,
  }),
  until: setting<PastInstant>({
    flag: 'until',
    form: 'duration or instant',
    defaultNote: 'now',
    help: 'End of the time window, in the same format as --since; if it is given, open executions are left out.',
    commands: ['audit'],
    parse: pastInstant,
  }),
  executionsAtMost: setting<number>({
    flag: 'max-executions',
    form: 'number',
    default: '10000',
    help: 'Maximum number of executions to read. If the window holds more, a random sample is read, and figures are given with a 95 % confidence interval.',
    commands: ['audit'],
    parse: count(1, 10_000_000),
  }),
  resume: setting<string>({
    flag: 'resume',
    form: 'path',
    help: 'File that keeps what has been read, so that an interrupted audit continues where it stopped.',
    commands: ['audit'],
    parse: text('a path'),
    flagOnly: true,
  }),
  html: setting<string>({
    flag: 'html',
    form: 'path',
    help: 'Write the report to this file as one self-contained page.',
    commands: ['audit'],
    parse: text('a path'),
    flagOnly: true,
  }),
  minWasteMs: setting<number>({
    flag: 'min-waste',
    form: 'duration',
    default: '0s',
    help: 'scan: exit with code 1 only if the offenders that --fail-on selects have wasted at least this in total. audit: exit with code 1 only if more than this was wasted in total.',
    commands: ['scan', 'audit'],
    parse: duration,
  }),
  csv: onOff({ flag: 'csv', help: 'Print comma-separated values.', commands: ['scan', 'audit'], flagOnly: true }),
  pricePerHour: setting<number>({
    flag: 'price',
    form: 'number',
    help: 'Price of one hour of a worker slot; with it, savings are stated in money too.',
    commands: ['audit'],
    parse: nonNegative,
  }),
  currency: setting<string>({
    flag: 'currency',
    form: 'text',
    default: 'USD',
    help: 'Currency of --price.',
    commands: ['audit'],
    parse: text('a currency such as USD'),
  }),
};
