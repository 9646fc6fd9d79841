import { expect, it } from 'vitest';
import { Secrets } from '../../../collector/temporal/connection/secrets.js';

it('known secrets are taken out of a text, also one that is a part of another', () => {
  const secrets = new Secrets();
  secrets.add('token-1', 'token-1-and-more', undefined);
  expect(secrets.redact('Bearer token-1-and-more, not token-1')).toBe('Bearer ***, not ***');
});

it('what is too short to be a secret stays', () => {
  const secrets = new Secrets();
  secrets.add('1', '');
  expect(secrets.redact('1 of 10 calls')).toBe('1 of 10 calls');
});
