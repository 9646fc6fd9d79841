import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atOnce } from '../../collector/model/execution/at-once.js';
import { jsonSteps } from '../../collector/state/json-steps.js';

it('writes what JSON.stringify would', () => {
  const saved = fc.dictionary(fc.string({ unit: 'binary' }), fc.oneof(fc.jsonValue(), fc.constant(undefined)));
  const isSame = (value: object) => expect(atOnce(jsonSteps(value))).toBe(JSON.stringify(value));
  fc.assert(fc.property(saved, (value) => void isSame(value)));
});

it('offers a pause after each item of a list', () => {
  const items = Array.from({ length: 1_000 }, (_, id) => ({ id }));
  const steps = jsonSteps({ items });
  let pauses = 0;
  while (!steps.next().done) pauses += 1;
  expect(pauses).toBe(items.length);
});
