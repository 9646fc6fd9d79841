import type { Connections } from '../temporal/connections.js';
import type { Problems } from './problems.js';
import { withRetries } from './retry.js';

/** The namespaces to read; where they cannot be listed, those that are known without a list. */
export async function namesOf(connections: Connections, problems: Problems): Promise<readonly string[]> {
  const { namespaces } = connections;
  if (typeof namespaces !== 'function') return namespaces;
  try {
    return await withRetries(namespaces);
  } catch (error) {
    problems.addError(error);
    return connections.knownNamespaces();
  }
}
