// The way in for `npm test` and `npm run demo` on a machine that has nothing but node: brings the npm packages and the
// programs that the job needs, then runs it. Uses nothing that is not in node itself.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const servers = ['temporal', 'prometheus', 'promtool', 'alertmanager', 'amtool'];

const jobs = {
  // Chromium is big: a run of chosen tests gets it only when one of them asks for it.
  test: {
    parts: (args) => (args.some((arg) => !arg.startsWith('-')) ? servers : [...servers, 'chromium']),
    command: (args) => vitest(['unit*', 'e2e'], args),
  },
  build: { parts: () => [], command: (args) => ['tools/build.mjs', ...args] },
  'test:unit': { parts: () => [], command: (args) => vitest(['unit*'], args) },
  'test:nightly': { parts: () => [...servers, 'chromium'], command: (args) => vitest(['nightly'], args) },
  'test:compatibility': { parts: () => ['temporal'], command: (args) => vitest(['compatibility'], args) },
  'test:cluster': { parts: () => servers, command: (args) => vitest(['cluster'], args) },
  demo: { parts: () => servers, command: (args) => ['--import', 'tsx', 'demo/main.ts', ...args] },
  bench: { parts: () => ['temporal'], command: (args) => ['--import', 'tsx', 'test/bench/main.ts', ...args] },
  soak: { parts: () => ['temporal'], command: (args) => ['--import', 'tsx', 'test/soak/main.ts', ...args] },
};

function vitest(projects, args) {
  return ['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((project) => ['--project', project]), ...args];
}

const [name = '', ...args] = process.argv.slice(2);
const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
if (!job) fail(`usage: node tools/bootstrap.mjs ${Object.keys(jobs).join('|')} [argument…]`);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 17))
  fail(`node ${process.versions.node} is too old; 20.17 or newer is needed`);

let child;
let lastInterrupt = Number.NEGATIVE_INFINITY;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH']) process.on(signal, () => forward(signal));

await installNpmPackages();
const parts = job.parts(args);
if (parts.length > 0) await runToEnd(['--import', 'tsx', 'tools/install-parts.ts', ...parts]);
await runToEnd(job.command(args));

async function installNpmPackages() {
  const lock = `${root}package-lock.json`;
  const installed = `${root}node_modules/.package-lock.json`;
  const stamp = `${root}node_modules/.deadbeat-lock`;
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(installed)) {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
    // Someone ran npm by hand since the lock last changed.
    if (statSync(installed).mtimeMs > statSync(lock).mtimeMs) return writeFileSync(stamp, hash);
  }
  // npm ci would empty the folder that the link leads to, which belongs to another checkout.
  if (lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink())
    fail(
      'node_modules is a link and its packages are not those of package-lock.json: remove the link, or renew what it leads to',
    );
  say('installing the npm packages (npm ci)…');
  const started = Date.now();
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund'], 'pipe');
  if (code !== 0) {
    process.stderr.write(output);
    fail(`npm ci failed: ${reasonOf(output)}`);
  }
  writeFileSync(stamp, hash);
  say(`npm packages are in place (${Math.round((Date.now() - started) / 1000)} s)`);
}

function reasonOf(output) {
  if (/ENOSPC/.test(output)) return 'no space is left on the disk';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output))
    return 'the npm registry cannot be reached';
  if (/EACCES|EROFS/.test(output)) return `${root} cannot be written`;
  return 'see above';
}

/** Ends this process with the same code when it fails. */
async function runToEnd(nodeArgs) {
  const { code } = await run(process.execPath, nodeArgs, 'inherit');
  if (code !== 0 || stopping()) process.exit(code);
}

/**
 * The child is out of the terminal's process group, so that one Ctrl-C reaches it once: through forward(). It cleans up
 * by itself and is waited for. Where the kernel can tell it, it also hears when this process is killed.
 */
function run(command, commandArgs, output) {
  const orphanSafe = ['--pdeathsig', 'TERM'];
  const canTell = process.platform === 'linux' && spawnSync('setpriv', [...orphanSafe, 'true']).status === 0;
  const [program, ...rest] = [...(canTell ? ['setpriv', ...orphanSafe] : []), command, ...commandArgs];
  return new Promise((resolve) => {
    let text = '';
    child = spawn(program, rest, { cwd: root, stdio: ['inherit', output, output], detached: true });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (more) => {
        text += more;
      });
    }
    child.on('error', (error) => fail(`${command} cannot be run: ${error.message}`));
    child.on('close', (code, signal) => resolve({ code: code ?? codeOf(signal), output: text }));
  });
}

function codeOf(signal) {
  return { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 }[signal] ?? 1;
}

/** A terminal's Ctrl-C comes twice under npm, from the terminal and from npm; a person's second one comes later. */
function forward(signal) {
  if (signal === 'SIGINT') {
    if (performance.now() - lastInterrupt < 300) return;
    lastInterrupt = performance.now();
  }
  if (signal !== 'SIGWINCH') process.exitCode = codeOf(signal);
  child?.kill(signal);
}

/** Once told to end, no next step begins. */
function stopping() {
  return process.exitCode !== undefined;
}

function say(line) {
  process.stderr.write(`deadbeat: ${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
