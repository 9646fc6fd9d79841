// What `npm run build` adds to the compiler's work: the command can be run, and knows the revision it was built from.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = new URL('../dist/', import.meta.url);
chmodSync(new URL('collector/main.js', dist), 0o755);

// A folder inside some other repository would be told that one's revision.
const [top, revision] = git('rev-parse', '--show-toplevel', 'HEAD');
const isOurs = top !== undefined && `${top}/` === root;
const changed =
  isOurs && git('status', '--porcelain', '--untracked-files=no', 'collector').length > 0 ? '-changed' : '';
if (isOurs) writeFileSync(new URL('revision.json', dist), `${JSON.stringify({ revision: revision + changed })}\n`);
else rmSync(new URL('revision.json', dist), { force: true });

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}
