import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleGroups } from '../../../alerts/rules.js';
import { part } from '../../../tools/parts.js';
import { type HttpServer, startAlertmanager } from '../../../tools/servers.js';
import { CollectorProcess } from '../../support/collector.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
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
let namespace: string;
let path: string;
beforeAll(async () => {
  namespace = await freshNamespace();
  collector = await CollectorProcess.start({ address: temporalAddress(), args: ['--namespace', namespace] });
  alertmanager = await startAlertmanager({ configText: 'route: { receiver: none }\nreceivers: [{ name: none }]\n' });
  const programs = await Promise.all([part('amtool'), part('temporal')]);
  path = [...programs.map(dirname), process.env.PATH].join(':');
});
afterAll(async () => {
  await collector?.stop();
  await alertmanager?.stop();
});

/** With this test's servers in the place of the words in capitals; what is piped to other programs is left out. */
function here(line: string): string {
  const [command = ''] = line.split(' | ');
  return command
    .replaceAll('http://COLLECTOR:9810', collector.url)
    .replaceAll('http://ALERTMANAGER:9093', alertmanager.httpUrl)
    .replaceAll(/\bNAMESPACE\b/g, namespace)
    .replace(/^curl /, 'curl --fail ')
    .replace(/^temporal /, `temporal --address ${temporalAddress()} `);
}

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
    const { stdout } = await bash(here(line));
    if (line.includes('/api/')) expect(JSON.parse(stdout)).toBeTypeOf('object');
  });

  it.each(startingWith('amtool'))('%s: %s is accepted by Alertmanager', async (_where, line) => {
    expect((await bash(here(line))).stdout.trim()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(startingWith('temporal').filter(([, line]) => !line.includes(' reset ')))(
    '%s: %s is answered by Temporal',
    async (_where, line) => {
      await expect(bash(here(line))).resolves.toBeDefined();
    },
  );
});
