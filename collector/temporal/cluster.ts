import { TemporalError } from '../errors.js';
import { Budget } from './budget.js';
import type { Rpc } from './rpc.js';

/** The start does not wait longer for an answer. */
const answerWithinMs = 2_000;

/** The ID of the cluster behind a connection; undefined where it does not report it, or not in time. */
export async function clusterIdOf(rpc: Rpc): Promise<string | undefined> {
  const scope = { namespace: '', budget: new Budget(1), until: Date.now() + answerWithinMs };
  try {
    const { clusterId } = await rpc.call('GetClusterInfo', scope, {});
    return clusterId || undefined;
  } catch (error) {
    if (error instanceof TemporalError) return undefined;
    throw error;
  }
}
