import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleGroups } from '../../../alerts/rules.js';
import type { Row } from '../../../collector/findings/row.js';
import { part } from '../../../tools/parts.js';
import { type HttpServer, startAlertmanager, startPrometheus } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { startTestWorker, type TestWorker } from '../../support/worker/index.js';
import { alertsFolder } from './amtool.js';

const run = promisify(execFile);

/** What a reader pastes: each line of a runbook's shell code, and of the annotations. */
const inRunbooks = readdirSync(join(alertsFolder, 'runbooks')).flatMap((file) => {
  const text = readFileSync(join(alertsFolder, 'runbooks', file), 'utf8');
  const blocks = [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, block = '']) => block);
  const inLists = [...text.matchAll(/`(curl [^`]+)`/g)].map(([, line = '']) => line);
  return [...blocks.flatMap((block) => block.split('\n')), ...inLists].map((line) => [file, line.trim()] as const);
});
const inAnnotations = ruleGroups()
  .flatMap(({ alerts }) => alerts)
  .flatMap(({ name, commands }) => {
    const value = (label: string) => (label === 'namespace' ? 'NAMESPACE' : label === 'task_queue' ? 'QUEUE' : 'TYPE');
    const words = {
      ...{ label: value, labelInUrl: value, labelInShell: value, ifLabel: () => '', value: () => '1', teams: () => '' },
      acceptanceEnded: () => '',
    };
    return commands(words, { deadbeat: 'http://COLLECTOR:9810' }).map((line) => [name, line] as const);
  });
const lines = [...new Map([...inRunbooks, ...inAnnotations].map((entry) => [entry[1], entry])).values()].filter(
  ([, line]) => line !== '',
);
const startingWith = (...programs: readonly string[]) =>
  lines.filter(([, line]) => programs.includes(line.split(' ')[0] ?? ''));

let collector: CollectorProcess;
let alertmanager: HttpServer;
let prometheus: HttpServer;
let worker: TestWorker;
let namespace: string;
let identity: string;
let path: string;
/** Not everywhere; without it, what it would read is checked alone. */
let hasJq: boolean;

/** `blind` runs on after its cancel; the workflow `ID` has ended, and can be reset. */
beforeAll(async () => {
  namespace = await freshNamespace();
  worker = await startTestWorker({ address: temporalAddress(), namespace });
  const ended = await worker.start('ID', { activity: 'batchItem', count: 1, workMs: 1, startToCloseMs: 15_000 });
  await worker.start('blind', { activity: 'blind', workMs: 60_000, startToCloseMs: 60_000, cancelAfterMs: 1_000 });
  collector = await CollectorProcess.start({ address: temporalAddress(), args: ['--namespace', namespace] });
  alertmanager = await startAlertmanager({ configText: 'route: { receiver: none }\nreceivers: [{ name: none }]\n' });
  prometheus = await startPrometheus({ configText: '{}' });
  const programs = await Promise.all([part('amtool'), part('temporal'), part('promtool')]);
  path = [...programs.map(dirname), process.env.PATH].join(':');
  hasJq = await bash('jq --version').then(
    () => true,
    () => false,
  );
  await ended.result();
  const cancelled = async () => {
    const { activities } = await collector.json('/api/activities');
    return activities.find(({ reason }: Row) => reason !== null) as Row | undefined;
  };
  identity = (await waitFor(cancelled, { what: 'the cancelled activity', deadlineMs: 60_000 })).workerIdentity ?? '';
}, 120_000);
afterAll(async () => {
  await collector?.stop();
  await alertmanager?.stop();
  await prometheus?.stop();
  await worker?.stop();
});

/** With this test's servers and names in the place of the words in capitals. */
function here(line: string): string {
  return line
    .replaceAll('http://COLLECTOR:9810', collector.url)
    .replaceAll('http://ALERTMANAGER:9093', alertmanager.httpUrl)
    .replaceAll('http://PROMETHEUS:9090', prometheus.httpUrl)
    .replaceAll(/\bNAMESPACE\b/g, namespace)
    .replaceAll(/\bQUEUE\b/g, worker.taskQueue)
    .replaceAll(/\bTYPE\b/g, 'blind')
    .replaceAll(/\bIDENTITY\b/g, identity)
    .replaceAll(/\bSTATE_FOLDER\b/g, '.')
    .replace(/^curl /, 'curl --fail ')
    .replace(/^temporal /, `temporal --address ${temporalAddress()} `);
}
const firstOf = (line: string) => here(line).split(' | ')[0] ?? '';

const bash = (script: string) => run('bash', ['-c', script], { env: { ...process.env, PATH: path } });

describe('the command lines of runbooks and annotations', () => {
  it('are all written so that a shell reads them', async () => {
    expect(lines.length).toBeGreaterThan(40);
    for (const [where, line] of lines) {
      const read = await run('bash', ['-n', '-c', line]).catch(({ stderr }: { stderr: string }) => ({ stderr }));
      expect({ where, line, ...read }).toMatchObject({ stderr: '' });
    }
  });

  it.each(startingWith('curl'))('%s: %s is answered by a collector', async (_where, line) => {
    const { stdout } = await bash(firstOf(line));
    if (line.includes('/api/')) expect(JSON.parse(stdout)).toBeTypeOf('object');
    if (!line.includes(' | ') || (line.includes('| jq') && !hasJq)) return;
    expect((await bash(`set -o pipefail; ${here(line)}`)).stdout).toMatch(/\S/);
  });

  it.each(startingWith('amtool'))('%s: %s is accepted by Alertmanager', async (_where, line) => {
    expect((await bash(here(line))).stdout.trim()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(startingWith('temporal', 'promtool', 'df'))('%s: %s is answered', async (_where, line) => {
    await expect(bash(here(line))).resolves.toBeDefined();
  });
});
