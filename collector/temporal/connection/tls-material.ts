import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { BadConnectionSettings } from './bad-settings.js';

export type TlsMaterial = Readonly<{
  serverNameOverride?: string;
  serverRootCACertificate?: Uint8Array;
  clientCertPair?: Readonly<{ crt: Uint8Array; key: Uint8Array }>;
}>;

type Part = 'server_ca_cert' | 'client_cert' | 'client_key';

/** Checked here, and not only at the first connection. @param settingOf names where a part comes from */
export function checkMaterial(tls: TlsMaterial, settingOf: (part: Part) => string): void {
  const { serverRootCACertificate: ca, clientCertPair: pair } = tls;
  if (ca !== undefined) checkCertificates(ca, settingOf('server_ca_cert'));
  if (pair === undefined) return;
  checkCertificates(pair.crt, settingOf('client_cert'));
  try {
    createPrivateKey(Buffer.from(pair.key));
  } catch {
    throw new BadConnectionSettings(`${settingOf('client_key')}: expected an unencrypted private key as PEM`);
  }
  try {
    createSecureContext({ cert: Buffer.from(pair.crt), key: Buffer.from(pair.key) });
  } catch {
    const both = `${settingOf('client_cert')}, ${settingOf('client_key')}`;
    throw new BadConnectionSettings(`${both}: expected a certificate and the key that belongs to it`);
  }
}

function checkCertificates(pem: Uint8Array, setting: string): void {
  const blocks =
    Buffer.from(pem)
      .toString('latin1')
      .match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    if (blocks.length > 0) return;
  } catch {
    // Told below, in the same words as for a file without certificates.
  }
  throw new BadConnectionSettings(`${setting}: expected certificates as PEM`);
}
