import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { PartError } from './part-error.js';

/** A program whose module has replace directives, which `go install` refuses: built in a module of our own. */
export type OwnModule = Readonly<{
  require: string;
  package: string;
  /** Version of the modules that the module replaces by folders of its own (k8s.io/* in k8s.io/kubernetes). */
  stagedVersion?: string;
  /** The function that our own main calls, where the package is not a program. */
  mainCalls?: string;
  ldflags?: string;
}>;

export async function goInstall(go: string, packagePath: string, version: string, into: string, name: string) {
  await run(go, ['install', '-trimpath', '-ldflags', '-s -w', `${packagePath}@${version}`], into, { GOBIN: into });
  // A module's major version names the program where it is the last part of the path.
  const built = /\/v\d+$/.test(packagePath) ? basename(packagePath.replace(/\/v\d+$/, '')) : basename(packagePath);
  if (built !== name) renameSync(join(into, built), join(into, name));
}

export async function buildOwnModule(go: string, module: OwnModule, version: string, output: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-go-'));
  try {
    const source = await downloadModule(go, module.require, version);
    const replaced = replaceLines(readFileSync(join(source, 'go.mod'), 'utf8'), module.stagedVersion);
    const goMod = ['module deadbeat.invalid/tools', 'go 1.26', `require ${module.require} ${version}`, ...replaced];
    writeFileSync(join(folder, 'go.mod'), `${goMod.join('\n')}\n`);
    writeFileSync(join(folder, 'main.go'), mainFile(module));
    await run(go, ['mod', 'tidy'], folder);
    const target = module.mainCalls === undefined ? module.package : '.';
    await run(go, ['build', '-trimpath', '-ldflags', `-s -w ${module.ldflags ?? ''}`, '-o', output, target], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder with the module's files, in Go's own module cache. */
export async function downloadModule(go: string, module: string, version: string): Promise<string> {
  mkdirSync(tmpdir(), { recursive: true });
  const { Dir } = JSON.parse(await run(go, ['mod', 'download', '-json', `${module}@${version}`], tmpdir()));
  return Dir as string;
}

function mainFile({ package: path, mainCalls }: OwnModule): string {
  if (mainCalls === undefined) return `//go:build tools\n\npackage tools\n\nimport _ "${path}"\n`;
  return `package main\n\nimport (\n\t"os"\n\n\tprogram "${path}"\n)\n\nfunc main() { program.${mainCalls}(os.Args) }\n`;
}

/** Directives that lead to published modules; folders beside go.mod exist only in the module's own repository. */
function replaceLines(goMod: string, stagedVersion: string | undefined): string[] {
  const inBlocks = [...goMod.matchAll(/^replace \(\n([\s\S]*?)^\)/gm)].flatMap(([, block = '']) => block.split('\n'));
  const single = [...goMod.matchAll(/^replace ([^(\n].*)$/gm)].map(([, line = '']) => line);
  return [...inBlocks, ...single].flatMap((line) => {
    const [, from = '', to = ''] = /^\s*(\S+(?: v\S+)?) => (\S+(?: v\S+)?)/.exec(line) ?? [];
    if (from === '') return [];
    if (!to.startsWith('.')) return [`replace ${from} => ${to}`];
    return stagedVersion === undefined ? [] : [`replace ${from} => ${from} ${stagedVersion}`];
  });
}

async function run(command: string, args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off', ...more };
  try {
    return (await promisify(execFile)(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const lines = String((error as { stderr?: string }).stderr || error)
      .trim()
      .split('\n');
    throw new PartError(`go ${args[0]} failed: ${lines.slice(-5).join(' | ')}`);
  }
}
