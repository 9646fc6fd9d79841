import { parseJson } from '../text/json.js';
import type { Identities } from './identities.js';

/** A key of an execution, or of an entry of the state that holds one: a kind, namespace, workflow ID and run ID. */
const executionKey = /^([efs]?)(\[.*\])$/s;

/** For the log: fields that hold the key of an execution are written with its IDs as `identities` shows them. */
export function identitySerializers({ shown }: Identities) {
  const serializeKey = (key: unknown) => {
    const [, kind = '', list = ''] = executionKey.exec(String(key)) ?? [];
    const parts = parseJson(list);
    if (!Array.isArray(parts)) return key;
    const [namespace, ...ids] = parts;
    return `${kind}${JSON.stringify([namespace, ...ids.map((id) => shown(String(id)))])}`;
  };
  return {
    execution: serializeKey,
    key: serializeKey,
    job: (job: { key?: unknown }) => ({ ...job, key: serializeKey(job.key) }),
  };
}
