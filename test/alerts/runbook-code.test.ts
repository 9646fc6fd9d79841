import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the reader's own files would bring. */
const surroundings = {
  workflow: `import { ActivityCancellationType, CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.js';`,
  worker: `import { Worker } from '@temporalio/worker';
import * as activities from './activities.js';
declare const workflowsPath: string;`,
  activity: `import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
type WithSignal = { signal: AbortSignal };
declare function render(page: string, options: WithSignal): Promise<void>;
declare function importFile(file: string, options: WithSignal): Promise<void>;
declare function runInWorkerThread(file: string, input: string, options: WithSignal): Promise<void>;`,
} as const;

const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
};

it('The TypeScript of the runbooks compiles against the SDK', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-runbooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const runbooks = join(root, 'alerts/runbooks');
  let pieces = 0;
  for (const file of readdirSync(runbooks))
    for (const [, code = ''] of readFileSync(join(runbooks, file), 'utf8').matchAll(/```ts\n(.*?)```/gs))
      for (const piece of code.split(/^(?=\/\/ (?:In the workflow|The activity|The worker)\.)/m))
        writeFileSync(join(folder, `piece${pieces++}.ts`), `${surroundings[placeOf(piece)]}\nexport {};\n${piece}`);
  expect(pieces).toBeGreaterThan(10);

  const activities =
    'export async function generateLargeReport(_: string[]): Promise<void> {}\nexport async function reserve(): Promise<void> {}\n';
  writeFileSync(join(folder, 'activities.ts'), activities);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const tsc = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', folder]);
  expect(await tsc.catch(({ stdout }: { stdout: string }) => ({ stdout }))).toMatchObject({ stdout: '' });
});

function placeOf(piece: string): keyof typeof surroundings {
  if (piece.startsWith('// In the workflow.')) return 'workflow';
  return piece.startsWith('// The worker.') ? 'worker' : 'activity';
}
