import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { goProgram } from '../../tools/go-programs.js';
import { chart, examples, helm, root, valuesOf } from './support/helm.js';
import { schemaArguments } from './support/schemas.js';

const run = promisify(execFile);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-chart-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function kubeconform(text: string): Promise<string> {
  const file = join(folder, 'rendered.yaml');
  writeFileSync(file, text);
  const args = ['-strict', '-summary', ...(await schemaArguments()), file];
  return (await run(await goProgram('kubeconform'), args)).stdout;
}

describe('the chart', () => {
  test.each(examples)('is accepted by helm lint and, rendered, by the schemas of Kubernetes: %s', async (example) => {
    await helm(['lint', '--strict', chart, ...valuesOf(example)]);
    const rendered = await helm(['template', 'deadbeat', chart, '--namespace', 'waste', ...valuesOf(example)]);
    const documents = parseAllDocuments(rendered).filter(({ contents }) => contents !== null);
    expect(await kubeconform(rendered)).toContain(`Valid: ${documents.length}, Invalid: 0, Errors: 0, Skipped: 0`);
    expect(rendered).not.toMatch(/__[A-Z]+__|<no value>|%!/);
  });

  test('is checked by schemas that notice a misspelt field, of Kubernetes and of the Prometheus operator', async () => {
    const rendered = await helm(['template', 'deadbeat', chart, ...valuesOf('three-shards')]);
    for (const [right, wrong] of [
      ['podManagementPolicy:', 'podManagementPolice:'],
      ['honorLabels:', 'honourLabels:'],
    ] as const) {
      expect(rendered).toContain(right);
      await expect(kubeconform(rendered.replace(right, wrong))).rejects.toMatchObject({ code: 1 });
    }
  });

  test.each([
    ['a mistyped key', 'temporal.adress=a:1', "additional properties 'adress' not allowed"],
    ['a mistyped setting', 'settings.cancelGraze=5s', "additional properties 'cancelGraze' not allowed"],
    ['no shard', 'shards=0', 'minimum: got 0, want 1'],
    ['a text in place of a number', 'shards=many', 'got string, want integer'],
  ])('refuses %s at installation and names it', async (_, assignment, words) => {
    const args = ['template', 'deadbeat', chart, '--set', 'temporal.address=temporal:7233', '--set', assignment];
    await expect(helm(args)).rejects.toMatchObject({ stderr: expect.stringContaining(words) });
  });

  test('passes its own suites', async () => {
    const { stdout } = await run(await goProgram('helm-unittest'), ['--strict', chart]);
    expect(stdout).toMatch(/^Tests: +[2-9]\d passed, [2-9]\d total$/m);
  });

  test('has a README that says what its values say', async () => {
    const args = ['--chart-search-root', chart, '--dry-run', '--sort-values-order', 'file', '--log-level', 'error'];
    const { stdout } = await run(await goProgram('helm-docs'), args);
    await expect(`${stdout.trim()}\n`).toMatchFileSnapshot(join(chart, 'README.md'));
  });
});

describe('the base for kustomize', () => {
  test('is what the chart renders', async () => {
    const address = ['--set', 'temporal.address=temporal-frontend.temporal.svc:7233'];
    const rendered = await helm(['template', 'deadbeat', chart, '--skip-tests', ...address]);
    const withoutHelm = rendered
      .replaceAll(/^ *(app\.kubernetes\.io\/managed-by|helm\.sh\/chart): .*\n/gm, '')
      .replaceAll(/^ *namespace: default\n/gm, '');
    const head = '# Rendered from deploy/helm/deadbeat by `npm run test:cluster -- -u`; do not edit.\n';
    await expect(head + withoutHelm).toMatchFileSnapshot(join(root, 'deploy/kustomize/base/deadbeat.yaml'));
  });

  test.each(['base', 'examples/self-hosted-mtls'])('is built by kustomize and valid: %s', async (path) => {
    const { stdout } = await run(await goProgram('kustomize'), ['build', join(root, 'deploy/kustomize', path)]);
    expect(await kubeconform(stdout)).toMatch(/Invalid: 0, Errors: 0, Skipped: 0/);
    expect(stdout).toContain('namespace: deadbeat');
  });
});

test('the workflows of GitHub are accepted by actionlint', async () => {
  await run(await goProgram('actionlint'), [], { cwd: root });
});
