import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { commandsFor } from '../../../collector/findings/commands.js';

const hostile = [
  'x\x03\ntouch y\n',
  'x\x04touch y',
  'x\x1b[201~\ntouch y\n',
  'x\rtouch y\r',
  "x'; touch y; '",
  '$(touch y)`touch y`',
  'x\\',
  "\\'\ntouch y\n",
  '\u2028touch y\u202e',
  '=touch',
  '-n',
  '!!',
  'ä € 😀',
  "it's\x7f\x80",
];

/** A stub in place of `temporal`, which writes down its arguments. */
function stub() {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-paste-'));
  const seen = join(folder, 'arguments');
  writeFileSync(join(folder, 'temporal'), `#!/bin/sh\nprintf '%s\\0' "$@" > '${seen}'\n`, { mode: 0o755 });
  return { folder, arguments: () => readFileSync(seen, 'utf8').split('\0').slice(0, -1) };
}

it.each(hostile.map((id) => [JSON.stringify(id), id]))(
  'a command with the ID %s, pasted, runs temporal alone',
  async (_, id) => {
    const { folder, arguments: seen } = stub();
    const [command = ''] = commandsFor({ kind: 'workflow', namespace: id, workflowId: id, runId: 'run' });
    // A terminal acts on these before bash sees the line.
    expect(command).not.toMatch(/\p{Cc}/u);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    await promisify(execFile)('bash', ['-i', '-c', `cd '${folder}'\n${command}\n`], { env });
    expect(existsSync(join(folder, 'y'))).toBe(false);
    expect(seen()).toEqual(['workflow', 'describe', '--namespace', id, '--workflow-id', id, '--run-id', 'run']);
  },
);

it.each(['order\x00-2', 'order-\ud800'])(
  'there is no command for the ID %j, of which an argument would hold another one',
  (id) => {
    expect(commandsFor({ kind: 'workflow', namespace: 'default', workflowId: id, runId: 'run' })).toEqual([]);
  },
);
