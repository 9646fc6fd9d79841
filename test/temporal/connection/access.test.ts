import { expect, it } from 'vitest';
import { accessOf } from '../../../collector/temporal/connection/access.js';

const profile = { address: 'temporal:7233', namespaces: ['default'], files: [] };
const pem = new Uint8Array([1]);

it('an access names what it needs besides, and shows no value of it', () => {
  const access = accessOf({
    ...profile,
    apiKey: 'secret-key',
    tls: { serverNameOverride: 'frontend', serverRootCACertificate: pem, clientCertPair: { crt: pem, key: pem } },
    metadata: { 'x-token': 'secret-token' },
  });
  expect(access).toEqual({
    address: 'temporal:7233',
    usesTls: true,
    serverName: 'frontend',
    needs: [
      'TEMPORAL_API_KEY',
      'TEMPORAL_TLS_CLIENT_CERT_PATH',
      'TEMPORAL_TLS_CLIENT_KEY_PATH',
      'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
      'TEMPORAL_GRPC_META_*',
    ],
  });
  expect(JSON.stringify(access)).not.toContain('secret');
});

it.each([
  [undefined, false],
  [false, false],
  [true, true],
  [{}, true],
])('with tls %j, TLS is used: %j', (tls, usesTls) => {
  expect(accessOf({ ...profile, ...(tls === undefined ? {} : { tls }) })).toMatchObject({ usesTls, needs: [] });
});
