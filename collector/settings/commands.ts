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
    does: 'watches the cluster and serves metrics, page and API',
    exits: {},
  },
  scan: {
    usage: 'scan [flags]',
    does: 'examines the cluster once and lists offenders, worst first',
    exits: {
      [exitCodes.success]: 'no offenders',
      [exitCodes.offendersFound]: 'offenders found',
      [exitCodes.scanIncomplete]: 'Temporal unreachable or scan incomplete',
    },
  },
  audit: {
    usage: 'audit [flags]',
    does: 'reads past histories: what was wasted, why, and how to avoid it',
    exits: {
      [exitCodes.success]: 'done',
      [exitCodes.wasteFound]: 'more wasted than --min-waste',
      [exitCodes.scanIncomplete]: 'Temporal unreachable',
      [exitCodes.auditIncomplete]: 'interrupted or incomplete; what is known is printed',
    },
  },
} as const satisfies Record<string, CommandHelp>;

export type Command = keyof typeof commandTable;
export const commands = Object.keys(commandTable) as readonly Command[];

/** The command that is run when none is given. */
export const defaultCommand: Command = 'collect';

export function exitsOf(command: Command): string | undefined {
  const { exits }: CommandHelp = commandTable[command];
  const all = Object.entries({ ...exits, [exitCodes.badConfiguration]: 'bad configuration' });
  return Object.keys(exits).length === 0 ? undefined : all.map(([code, meaning]) => `${code}: ${meaning}`).join(', ');
}
