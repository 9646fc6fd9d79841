import { type Finding, findingNames } from '../../findings/findings.js';
import { shells } from '../completion.js';
import { listOf, oneOf } from '../parsers.js';
import { everyCommand, onOff, setting } from '../setting.js';

/** What a scan prints, and when it fails. */
export const scanningSettings = {
  all: onOff({
    flag: 'all',
    help: 'List every offender, not only the worst of each activity type.',
    commands: ['scan'],
    flagOnly: true,
  }),
  watch: onOff({
    flag: 'watch',
    help: 'Scan again every 10 s until interrupted. On a terminal, each result replaces the one before.',
    commands: ['scan'],
    flagOnly: true,
  }),
  plan: onOff({
    flag: 'plan',
    help: 'Do not scan. Count executions, and print the request budget, shards and memory that these namespaces need, and the share of the waste that would be observed while it happens.',
    commands: ['scan'],
    flagOnly: true,
  }),
  failOn: setting<readonly Finding[]>({
    flag: 'fail-on',
    form: 'finding[,finding…]',
    values: findingNames,
    defaultNote: 'every finding',
    help: `Exit with code 1 only for offenders with one of these findings (suspect, undecided and stalled are found only by collect, not by scan, even with --watch): ${findingNames.join(', ')}.`,
    commands: ['scan'],
    parse: listOf(findingNames),
    repeatable: true,
    flagOnly: true,
  }),
  completion: setting<(typeof shells)[number]>({
    flag: 'completion',
    form: 'shell',
    values: shells,
    help: `Print the shell completion script (${shells.join(', ')}) and exit.`,
    commands: everyCommand,
    parse: oneOf(...shells),
    flagOnly: true,
  }),
};
