import { expect, it } from 'vitest';
import { sharedName } from '../../../collector/temporal/decode/names.js';

it('gives every name back as it is, however many there are', () => {
  for (let index = 0; index < 25_000; index++) expect(sharedName(`type-${index}`)).toBe(`type-${index}`);
  expect([sharedName(''), sharedName(undefined), sharedName(null)]).toEqual(['', '', '']);
});
