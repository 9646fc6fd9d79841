import { accessTo, connect } from '../../compose-namespace.js';
import type { Environment } from '../../settings/read.js';
import type { Settings } from '../../settings/table.js';
import type { Volume } from '../../temporal/volume.js';
import { concurrently } from '../concurrently.js';
import { namesOf } from '../names-of.js';
import { Problems } from '../problems.js';
import { withRetries } from '../retry.js';
import { planOf, windowMs } from './plan.js';
import type { Plan } from './plan-schema.js';

const namespacesAtOnce = 8;

/** Counts what there is to watch; describes nothing. @throws BadConnectionSettings */
export async function plan(settings: Settings, environment: Environment): Promise<Plan> {
  const connections = connect(settings, environment, { record: () => undefined });
  const problems = new Problems();
  const counted: { namespace: string; volume: Volume }[] = [];
  try {
    const namespaces = await namesOf(connections, problems);
    await concurrently(namespaces, namespacesAtOnce, async (namespace) => {
      const { source, clock } = accessTo(namespace, settings, connections.rpcFor(namespace));
      try {
        counted.push({ namespace, volume: await withRetries(() => source.volume(clock.now() - windowMs)) });
      } catch (error) {
        problems.addError(error);
      }
    });
  } catch (error) {
    problems.addError(error);
  } finally {
    await connections.close();
  }
  counted.sort((a, b) => a.namespace.localeCompare(b.namespace));
  return planOf(counted, problems.lines(), Date.now());
}
