import { expect, it } from 'vitest';
import { proxySecrets } from '../../../collector/temporal/connection/grpc-log.js';

it('credentials of a proxy are known in every form in which they may be written', () => {
  const secrets = proxySecrets({ https_proxy: 'http://me:pass%40word@proxy:3128', http_proxy: 'http://proxy:3128' });
  expect(secrets).toEqual(['me:pass%40word', 'me:pass@word', 'pass@word', 'bWU6cGFzc0B3b3Jk']);
});

it('what cannot be decoded is taken as it is, and a proxy without credentials has no secret', () => {
  expect(proxySecrets({ grpc_proxy: 'proxy', http_proxy: 'http://100%@proxy' })).toEqual([
    '100%',
    '100%',
    '100%',
    'MTAwJQ==',
  ]);
  expect(proxySecrets({})).toEqual([]);
});
