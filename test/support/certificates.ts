import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Certificate = Readonly<{ cert: string; key: string }>;

/** A folder of its own in the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'deadbeat-web-config-'));
}

export function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

const keyTypes = { ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], rsa: ['rsa:2048'] } as const;

/** A new certificate for 127.0.0.1, signed by itself or by `issuer`, made by openssl. */
export function certificate(commonName: string, issuer?: Certificate, keyType: keyof typeof keyTypes = 'ec') {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const signing: string[] = [];
  if (issuer !== undefined) {
    writeAll(folder, { 'ca.pem': issuer.cert, 'ca-key.pem': issuer.key });
    signing.push('-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca-key.pem'));
  }
  const subject = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-newkey', ...keyTypes[keyType], '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, ...signing, '-keyout', key, '-out', cert], {
    stdio: 'pipe',
  });
  const files: Certificate = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  return files;
}

/** The same, but its time was over years ago. */
export function expiredCertificate(commonName: string, issuer: Certificate): Certificate {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const config = [
    '[ca]\ndefault_ca = own',
    `[own]\nnew_certs_dir = ${folder}\ndatabase = ${at('index')}\nrand_serial = yes\ndefault_md = sha256\npolicy = any`,
    '[any]\ncommonName = supplied',
    '[names]\nsubjectAltName = IP:127.0.0.1',
  ];
  writeAll(folder, { 'ca.pem': issuer.cert, 'ca-key.pem': issuer.key, index: '', config: config.join('\n') });
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${commonName}`];
  execFileSync('openssl', ['req', ...made, '-keyout', at('key.pem'), '-out', at('request.pem')], { stdio: 'pipe' });
  const times = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'];
  const signing = ['-cert', at('ca.pem'), '-keyfile', at('ca-key.pem'), '-extensions', 'names', ...times];
  const files = ['-in', at('request.pem'), '-out', at('cert.pem')];
  execFileSync('openssl', ['ca', '-batch', '-notext', '-config', at('config'), ...signing, ...files], {
    stdio: 'pipe',
  });
  return { cert: readFileSync(at('cert.pem'), 'utf8'), key: readFileSync(at('key.pem'), 'utf8') };
}
