import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeenFiles } from '../../../collector/files/seen-files.js';
import { judgeAcceptance } from '../../../collector/owners/owners.js';
import { BadOwnersFile, parseOwners } from '../../../collector/owners/read-owners.js';
import { parseJson } from '../../../collector/text/json.js';
import { BadWebConfig, readWebConfig } from '../../../collector/web/tls/web-config.js';
import { arbitraryText } from '../../support/arbitrary-text.js';

const inputs = 100_000;
const secret = 'S3cret';
const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';
const yaml = [
  '\n',
  '\n  ',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '!!binary ',
  '? ',
  '| ',
  '"',
  "'",
  '---\n',
  '<<: ',
  '~',
];

/** Text that is almost YAML with these keys, or the JSON of any value below them. */
function arbitraryFile(keys: readonly string[], values: readonly string[]): fc.Arbitrary<string> {
  const key = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...keys) }, arbitraryText(...keys));
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...values) },
    fc.jsonValue({ maxDepth: 1 }),
    arbitraryText(...values),
  );
  const inner = fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 4 }), fc.array(leaf, { maxLength: 3 }));
  const entries = fc.dictionary(key, inner, { maxKeys: 4 });
  const document = fc.dictionary(key, fc.oneof(inner, entries, fc.array(entries, { maxLength: 2 })), { maxKeys: 3 });
  const lines = fc
    .array(fc.constantFrom(...yaml, ...keys, ...values), { maxLength: 14 })
    .map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 2, arbitrary: document.map((one) => JSON.stringify(one)) },
    lines,
    arbitraryText(...yaml, ...keys),
  );
}

/** A folder that holds this file alone. */
class OneFile extends SeenFiles {
  constructor(private readonly text: string) {
    super();
  }

  override read(path: string): Buffer {
    if (path === '/web.yml') return Buffer.from(this.text);
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  }
}

function expectLines(problems: readonly string[]): void {
  if (problems.length === 0) expect.fail('refused without a problem');
  for (const problem of problems) if (/[\p{Cc}\p{Cf}]/u.test(problem)) expect.fail(JSON.stringify(problem));
}

/** What stands where a key belongs is shown as one. */
function mayBeKey(text: string): boolean {
  const isAfter = new RegExp(`${secret}[^\\n]*:`).test(text);
  return isAfter || (parseJson(text) === undefined && /[?{,&*<]/.test(text));
}

const warnings: Error[] = [];
const noteWarning = (warning: Error) => void warnings.push(warning);
beforeAll(() => void process.on('warning', noteWarning));
afterAll(() => {
  process.off('warning', noteWarning);
  // They would quote the file.
  expect(warnings).toEqual([]);
});

it('any web config is taken or refused, one printable line for each problem and no value in them', () => {
  const tls = [
    'cert_file',
    'key_file',
    'client_ca_file',
    'client_auth_type',
    'min_version',
    'max_version',
    'cipher_suites',
  ];
  const keys = ['tls_server_config', 'basic_auth_users', 'rate_limit', 'alice', '__proto__', 'cert', ...tls];
  const values = [secret, hash, `${hash}${secret}`, 'TLS12', 'TLS13', 'RequireAnyClientCert', 'TLS_AES_128_GCM_SHA256'];
  fc.assert(
    fc.property(arbitraryFile(keys, values), (text) => {
      try {
        const { users } = readWebConfig('/web.yml', new OneFile(text));
        for (const found of users.values()) if (found !== hash) expect.fail(`taken: ${found}`);
      } catch (error) {
        if (!(error instanceof BadWebConfig)) throw error;
        expectLines(error.problems);
        if (!mayBeKey(text) && error.message.includes(secret)) expect.fail(error.message);
      }
    }),
    { numRuns: inputs, examples: [['{"\\n":[]}'], ['? [S3cret, a]\n: b']] },
  );
});

it('any owners file is taken, and every activity type has an owner or none, or it is refused', () => {
  const match = ['match', 'namespace', 'task_queue', 'workflow_type', 'activity_type', 'team', 'contact', 'runbook'];
  const keys = ['owners', 'accepted', 'reason', 'until', 'grace', 'minimum', 'severity', ...match];
  const values = [
    'payments',
    '*',
    'pay*',
    'unowned',
    '2027-01-31',
    '10s',
    `${'9'.repeat(400)}h`,
    'critical',
    'https://a.example',
  ];
  const types = { namespace: 'default', taskQueue: 'q', workflowType: 'pay', activityType: 'charge' };
  fc.assert(
    fc.property(arbitraryFile(keys, values), (text) => {
      try {
        const owners = parseOwners(text, '/owners.yml');
        owners.ownerOf(types);
        const { untilMs = 0, graceMs = 0, ...rest } = owners.acceptanceOf(types) ?? { reason: '' };
        if (!Number.isFinite(untilMs) || !Number.isFinite(graceMs)) expect.fail(`${untilMs} ${graceMs}`);
        judgeAcceptance({ untilMs, graceMs, ...rest }, { activities: 1, oldestMs: 1 }, 0);
      } catch (error) {
        if (!(error instanceof BadOwnersFile)) throw error;
        expectLines(error.problems);
      }
    }),
    { numRuns: inputs, examples: [['\0: ']] },
  );
});
