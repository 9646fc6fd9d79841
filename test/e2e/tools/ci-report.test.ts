import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});

type Test = { fullName: string; status: 'passed' | 'failed'; failureMessages: string[] };
const passed = (fullName: string): Test => ({ fullName, status: 'passed', failureMessages: [] });
const failed = (fullName: string): Test => ({ fullName, status: 'failed', failureMessages: ['expected 1 to be 2'] });

/** A report as vitest writes it, of one file with these tests, or of none. */
async function report(name: string, ...assertionResults: Test[]) {
  const status = assertionResults.some((test) => test.status === 'failed') ? 'failed' : 'passed';
  const result = { name: join(process.cwd(), 'a.test.ts'), status, message: '', assertionResults };
  const text = JSON.stringify({ testResults: assertionResults.length > 0 ? [result] : [] });
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function summary(status: number, ...reports: string[]) {
  return await promisify(execFile)('node', ['.ci/test-report.mjs', 'summary', String(status), ...reports]);
}

describe('the summary of a test run', () => {
  it('counts what passed and failed, and names what failed', async () => {
    const { stdout, stderr } = await summary(1, await report('one.json', passed('adds'), failed('divides')));
    expect(stdout).toBe('1 1\n');
    expect(stderr).toContain('failed: a.test.ts: divides\nexpected 1 to be 2');
  });

  it('counts a test that failed twice as failed, and names one that passed when repeated', async () => {
    const first = await report('first.json', passed('adds'), failed('divides'), failed('waits'));
    const repeated = await report('repeated.json', passed('adds'), failed('divides'), passed('waits'));
    const { stdout, stderr } = await summary(1, first, repeated);
    expect(stdout).toBe('2 1\n');
    expect(stderr).toContain('failed: a.test.ts: divides');
    expect(stderr).toContain('unsteady, passed when repeated: a.test.ts: waits');
  });

  it('counts a run without a test, without a report, or that ended badly without a failed test, as one failure', async () => {
    expect((await summary(0, await report('none.json'))).stdout).toBe('0 1\n');
    expect((await summary(0, join(folder, 'absent.json'))).stdout).toBe('0 1\n');
    expect((await summary(1, await report('ended.json', passed('adds')))).stdout).toBe('1 1\n');
  });
});
