import type { SecureVersion } from 'node:tls';

/** Always on with TLS 1.3, in Go as here, whatever is listed. */
const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'] as const;

/** With forward secrecy and authenticated encryption. */
const modern = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
} as const;

/** All that TLS 1.0 and 1.1 have of those that Go calls secure. */
const older = {
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
} as const;

const upToTls12 = { ...modern, ...older };
const namesUpToTls12 = Object.keys(upToTls12) as (keyof typeof upToTls12)[];

/** As Go's crypto/tls.CipherSuites() names them, which the exporter-toolkit accepts. */
export const cipherSuites = [...tls13, ...namesUpToTls12] as const;
export type CipherSuite = (typeof cipherSuites)[number];

/** What OpenSSL calls them. Without a choice: the modern ones, and what TLS 1.0 and 1.1 need where those versions are allowed. */
export function opensslCiphers(chosen: readonly CipherSuite[], minVersion: SecureVersion): string {
  const isOldLetIn = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  const listed = namesUpToTls12.filter((name) => chosen.includes(name)).map((name) => upToTls12[name]);
  const usual = [...Object.values(modern), ...(isOldLetIn ? Object.values(older) : [])];
  const names = [...tls13, ...(chosen.length === 0 ? usual : listed)];
  // OpenSSL 3 has the versions before 1.2 at its lowest security level alone.
  return [...names, ...(isOldLetIn ? ['@SECLEVEL=0'] : [])].join(':');
}
