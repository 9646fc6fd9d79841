import { TemporalError } from '../errors.js';
import { Fields } from './decode/values.js';
import type { CallScope, Rpc } from './rpc.js';

/** A report does not wait longer for an answer. */
const answerWithinMs = 5_000;

/** How long a namespace keeps what has closed, in milliseconds; undefined where the server does not tell, or not in time. */
export async function retentionOf(
  rpc: Rpc,
  scope: Pick<CallScope, 'namespace' | 'budget'>,
): Promise<number | undefined> {
  const { namespace } = scope;
  try {
    const { config } = await rpc.call(
      'DescribeNamespace',
      { ...scope, until: Date.now() + answerWithinMs },
      { namespace },
    );
    return new Fields().timeout(config?.workflowExecutionRetentionTtl);
  } catch (error) {
    if (error instanceof TemporalError) return undefined;
    throw error;
  }
}
