import { pino } from 'pino';
import { expect, it } from 'vitest';
import { hashedIdentities } from '../../collector/findings/identities.js';
import { identitySerializers } from '../../collector/findings/log-identities.js';
import { entryKey, entryKinds } from '../../collector/state/keys.js';

function logged(fields: object): Record<string, unknown> {
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (text: string) => void lines.push(text) });
  log.child({}, { serializers: identitySerializers(hashedIdentities) }).info(fields, 'text');
  return JSON.parse(lines.join(''));
}

const [order, run] = ['order-4711', 'run-1'].map(hashedIdentities.shown);
const key = '["default","order-4711","run-1"]';
const hidden = JSON.stringify(['default', order, run]);

it('hides the IDs of an execution in every field that names one, and no namespace', () => {
  expect(logged({ execution: key })).toMatchObject({ execution: hidden });
  expect(logged({ job: { task: 'describe', key } })).toMatchObject({ job: { task: 'describe', key: hidden } });
  expect(logged({ key: `e${key}` })).toMatchObject({ key: `e${hidden}` });
});

it.each(Object.entries(entryKinds))('shows no ID in the key of a state entry of the kind %s', (kind, { namesIds }) => {
  const entry = `${kind}${key}`;
  expect(logged({ key: entry })).toMatchObject({ key: namesIds ? `${kind}${hidden}` : entry });
  expect(logged({ key: `${kind}["default","order-4711` })).toMatchObject({ key: `${kind}[…]` });
});

it('hides the attempt in the key of one that timed out or is suspect', () => {
  const attempt = JSON.stringify(['default', 'order-4711', 'run-1', '5', 1]);
  for (const kind of ['s', 't'] as const) {
    const shown = logged({ key: entryKey(kind, 'default', attempt) });
    expect(shown).toMatchObject({ key: entryKey(kind, 'default', hashedIdentities.shown(attempt)) });
  }
});

it('shows only the kind of a key that is not known', () => {
  expect(logged({ key: `x${key}` })).toMatchObject({ key: 'x[…]' });
  expect(logged({ execution: 'order-4711 ["' })).toMatchObject({ execution: '[…]' });
  expect(logged({ key: '{"workflowId":"order-4711"}' })).toMatchObject({ key: '[…]' });
});

it('leaves fields alone that name no execution', () => {
  const labels = 'a["wasted",{"namespace":"default"}]';
  expect(logged({ key: labels, url: 'http://a', job: {} })).toEqual(expect.objectContaining({ key: labels, job: {} }));
});

it('shows of an unexpected error its kind and its place, and no message', () => {
  let error: unknown;
  try {
    JSON.parse('order-4711');
  } catch (caught) {
    error = caught;
  }
  const shown = logged({ err: error });
  expect(shown).toMatchObject({ err: { type: 'SyntaxError', stack: expect.stringContaining('log-identities.test') } });
  expect(JSON.stringify(shown)).not.toContain('order-');
});

it('shows what the system says of a file', () => {
  const err = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(logged({ err })).toMatchObject({ err: { code: 'ENOSPC', message: err.message } });
});
