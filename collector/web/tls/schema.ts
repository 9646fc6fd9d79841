import { z } from 'zod';
import { cipherSuites } from './ciphers.js';

/** What crypto/tls of Go calls the policies, and what they ask of a client. */
export const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  // The toolkit's older name for RequireAnyClientCert.
  'RequireClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuthType = (typeof clientAuthTypes)[number];

export const tlsVersions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
const versions = Object.keys(tlsVersions) as (keyof typeof tlsVersions)[];

/** An empty text counts as none, as in the toolkit. */
const text = z
  .string({ error: 'expected a text' })
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/** Empty counts as none, as for texts. */
function oneOf<V extends string>(values: readonly V[], otherwise: NoInfer<V>) {
  const accepted = z.enum(values as [V, ...V[]], { error: `expected one of ${values.join(', ')}` });
  return z.preprocess((value) => (value === '' || value === undefined ? otherwise : value), accepted);
}

const tls = z.strictObject({
  cert_file: text,
  cert: text,
  key_file: text,
  key: text,
  client_ca_file: text,
  client_ca: text,
  client_auth_type: oneOf(clientAuthTypes, 'NoClientCert'),
  min_version: oneOf(versions, 'TLS12'),
  max_version: oneOf(versions, 'TLS13'),
  cipher_suites: z
    .array(z.enum(cipherSuites, { error: `expected one of ${cipherSuites.join(', ')}` }), {
      error: 'expected a list of cipher suites',
    })
    .nullish(),
});

const bcryptHash = z
  .string({ error: 'expected a bcrypt hash' })
  .regex(/^\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/, {
    error: "expected a bcrypt hash, such as htpasswd -nBC 10 '' | tr -d ':\\n' prints",
  });

/** The exporter-toolkit's file, as far as it is supported here. */
export const webConfigSchema = z.strictObject({
  tls_server_config: tls.nullish(),
  basic_auth_users: z
    .record(z.string(), bcryptHash, { error: 'expected user names with their bcrypt hashes' })
    .nullish(),
});

/** What the toolkit knows besides; taking it silently would promise what is not done. */
export const unsupported: ReadonlySet<string> = new Set([
  'http_server_config',
  'rate_limit',
  'tls_server_config.client_allowed_sans',
  'tls_server_config.prefer_server_cipher_suites',
  'tls_server_config.curve_preferences',
]);
