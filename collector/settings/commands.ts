import { exitCodes } from '../process/exit-codes.js';

type CommandHelp = Readonly<{
  usage: string;
  does: string;
  /** What the command ends with, besides 2 for bad configuration. */
  exits: Readonly<Record<number, string>>;
}>;

/** Every command. A setting belongs to some of them; main.ts runs them. */
export const commandTable = {
  collect: {
    usage: '[collect] [flags]',
    does: 'watches the namespaces and serves metrics, page and API',
    exits: {
      [exitCodes.success]: 'stopped by a signal',
      [exitCodes.failed]: 'unexpected error, or graceful shutdown failed',
    },
  },
  scan: {
    usage: 'scan [flags]',
    does: 'examines the namespaces once and lists offenders, worst first',
    exits: {
      [exitCodes.success]:
        'no offenders selected by --fail-on, or the selected offenders wasted less than --min-waste in total',
      [exitCodes.offendersFound]: 'offenders found',
      [exitCodes.scanIncomplete]: 'Temporal unreachable or scan incomplete',
    },
  },
  audit: {
    usage: 'audit [flags]',
    does: 'reads past histories: what was wasted, why, and how to avoid it',
    exits: {
      [exitCodes.success]: 'complete; at most --min-waste was wasted',
      [exitCodes.wasteFound]: 'more than --min-waste was wasted',
      [exitCodes.scanIncomplete]: 'Temporal unreachable',
      [exitCodes.auditIncomplete]: 'interrupted or incomplete (prints what is known)',
    },
  },
} as const satisfies Record<string, CommandHelp>;

export type Command = keyof typeof commandTable;
export const commands = Object.keys(commandTable) as readonly Command[];

/** The command that is run when none is given. */
export const defaultCommand: Command = 'collect';

/** `code: meaning`, in the order of the codes. */
export function exitsOf(command: Command): string[] {
  const { exits }: CommandHelp = commandTable[command];
  const all = Object.entries({ ...exits, [exitCodes.badConfiguration]: 'bad configuration' });
  return all.map(([code, meaning]) => `${code}: ${meaning}`);
}
