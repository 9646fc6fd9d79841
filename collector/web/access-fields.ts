import { auditCommand } from '../findings/commands.js';
import type { Overview } from './overview-schema.js';
import type { PageStyle } from './page-style.js';

const connectionsAtMost = 3;

/** How the reader reaches what is watched. */
export function accessFields({
  accesses,
  query,
  identities,
}: PageStyle): Pick<Overview, 'auditCommands' | 'commandsNeed'> {
  const all = accesses?.() ?? [];
  const commands = all.map(({ access, namespaces }) => auditCommand(access, namespaces, query));
  // A query may name IDs, and without it a command would read more than is watched.
  const isHidden = identities.areHidden && query !== undefined;
  const isShort = !isHidden && commands.length <= connectionsAtMost && !commands.includes(undefined);
  return {
    auditCommands: isShort ? commands.filter((command) => command !== undefined) : [],
    commandsNeed: [...new Set(all.flatMap(({ access }) => access.needs))],
  };
}
