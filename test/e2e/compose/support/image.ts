import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { readText, root } from './compose-file.js';
import { type Instruction, readDockerfile, type Stage } from './dockerfile.js';

const run = promisify(execFile);
const stages = readDockerfile(readText('Dockerfile'));

export function stageNamed(name: string): Stage {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  return stage;
}

/** Environment that the stage sets. */
export function environmentOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(({ keyword }) => keyword === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

/** The command line in JSON form that an instruction ends with. */
export function commandOf({ instructions }: Stage, keyword: string): string[] {
  const { text } = instructions.find((one) => one.keyword === keyword) ?? { text: '[]' };
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}

/** The stage's own instructions after those of the stages that it is built on. */
function allInstructions(name: string): readonly Instruction[] {
  const { base, instructions } = stageNamed(name);
  const isStage = stages.some((one) => one.name === base);
  return [...(isStage ? allInstructions(base) : []), ...instructions];
}

/**
 * Makes what the final image holds in /app: runs the stages' own commands on the files that they copy, each in an empty
 * folder below `folder`. Only the full `npm ci` of the build is replaced, by a link to the packages of the same lock.
 */
export async function makeImageTree(folder: string): Promise<string> {
  const places = new Map<string, string>();
  for (const name of ['build', 'deadbeat']) {
    const place = join(folder, name);
    places.set(name, place);
    mkdirSync(place, { recursive: true });
    for (const instruction of allInstructions(name)) await carryOut(instruction, place, places);
  }
  return places.get('deadbeat') as string;
}

async function carryOut(instruction: Instruction, place: string, places: Map<string, string>): Promise<void> {
  const { keyword, text, from, sources, target } = instruction;
  if (keyword === 'COPY') {
    const base = from === undefined ? root : (places.get(from) as string);
    for (const source of sources) {
      const relative = source.replace(/^\/app\//, '');
      const to = target.endsWith('/') ? join(target, basename(relative)) : target;
      cpSync(join(base, relative), join(place, to), { recursive: true });
    }
  }
  if (keyword !== 'RUN') return;
  if (text === 'npm ci --ignore-scripts') symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  else if (/^(npm|node) /.test(text))
    await run('sh', ['-c', text], { cwd: place, env: { ...process.env, REVISION: 'abc1234' } });
}

/** Takes the write permission from all users, and lets all read. */
export async function makeReadOnly(folder: string): Promise<void> {
  await run('chmod', ['-R', 'a+rX,a-w', folder]);
}

export function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
}
