import { pino } from 'pino';
import { expect, it } from 'vitest';
import { hashedIdentities } from '../../collector/findings/identities.js';
import { identitySerializers } from '../../collector/findings/log-identities.js';

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

it('leaves fields alone that name no execution', () => {
  const labels = 'a["wasted",{"namespace":"default"}]';
  expect(logged({ key: labels, url: 'http://a', execution: 'cut ["' })).toMatchObject({
    key: labels,
    url: 'http://a',
    execution: 'cut ["',
  });
});
