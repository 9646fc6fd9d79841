import { entryKinds } from '../state/keys.js';
import { parseJson } from '../text/json.js';
import type { Identities } from './identities.js';

/** A key of an execution (a namespace, workflow ID and run ID), or of an entry of the state: a kind, and a list. */
const keyForm = /^([a-z]?)(\[.*)$/s;
/** An execution's own key has no kind. */
const namesIds = new Map([
  ['', true],
  ...Object.entries(entryKinds).map(([kind, one]) => [kind, one.namesIds] as const),
]);

/**
 * For the log: fields that hold a key are written with its IDs as `identities` shows them; of one that is not recognized, the kind alone.
 * Of an unexpected error only the kind and the place are written: its message may quote what was read.
 */
export function identitySerializers({ shown }: Identities) {
  const serializeKey = (key: unknown) => {
    if (typeof key !== 'string') return key;
    const [, kind = '', list = ''] = keyForm.exec(key) ?? [];
    const parts = parseJson(list);
    const hasIds = namesIds.get(kind);
    if (!Array.isArray(parts) || hasIds === undefined) return `${kind}[…]`;
    if (!hasIds) return key;
    const [namespace, ...ids] = parts;
    return `${kind}${JSON.stringify([namespace, ...ids.map((id) => shown(String(id)))])}`;
  };
  return {
    execution: serializeKey,
    key: serializeKey,
    job: (job: { key?: unknown }) => ({ ...job, key: serializeKey(job.key) }),
    err: (error: unknown) => (error instanceof Error ? withoutQuotes(error) : undefined),
  };
}

/** Failed calls and errors of the system have a code, and quote no ID. */
function withoutQuotes(error: Error) {
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return {
    type: error.constructor.name,
    ...(code === undefined ? {} : { code }),
    message: code === undefined ? 'withheld by --redact-ids' : error.message,
    stack: frames.join('\n'),
  };
}
