// `npm run build`: makes the published program from the sources: one file that holds all packages it uses, and beside it the
// compiled code of those that have some. So package.json needs no `dependencies`: what is installed is what was tested.
//
//   node tools/build.mjs [--out FOLDER]
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { billOfMaterials } from './bill-of-materials.mjs';
import { licenseTexts } from './license-texts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages with compiled code for each platform in `prebuilds`, which node-gyp-build looks for beside the bundle. */
const nativePackages = ['classic-level'];
const platforms = /^(linux-(x64|arm64)|darwin-.*|win32-x64)$/;

/** Packages that are CommonJS call `require` and look for files beside themselves; a bundle in ESM has neither. */
const commonJsGlobals = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
  'const __filename = require("node:url").fileURLToPath(import.meta.url);',
  'const __dirname = require("node:path").dirname(__filename);',
];

/** @param {string} folder where deadbeat.js, compiled code, licence texts, bill of materials and revision.json go */
export async function build(folder) {
  const esbuild = await import('esbuild');
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [join(root, 'collector/main.ts')],
    outfile: join(folder, 'deadbeat.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    banner: { js: commonJsGlobals.join('\n') },
    // Node.js keeps the text in memory: comments are a third of it, and one character beyond Latin-1 would double the rest.
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  chmodSync(join(folder, 'deadbeat.js'), 0o755);
  copyPrebuilds(join(folder, 'prebuilds'));
  const files = Object.keys(metafile.inputs);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenseTexts(root, files));
  writeFileSync(join(folder, 'sbom.cdx.json'), billOfMaterials(root, files));
  writeRevision(folder);
}

function copyPrebuilds(folder) {
  for (const name of nativePackages) {
    const from = join(root, 'node_modules', name, 'prebuilds');
    for (const platform of readdirSync(from).filter((one) => platforms.test(one)))
      cpSync(join(from, platform), join(folder, platform), { recursive: true });
  }
}

/** The commit that was built: `REVISION` where a build outside of git sets it, otherwise git's. */
function writeRevision(folder) {
  const revision = process.env.REVISION || revisionOfGit();
  const file = join(folder, 'revision.json');
  if (revision === undefined) rmSync(file, { force: true });
  else writeFileSync(file, `${JSON.stringify({ revision })}\n`);
}

function revisionOfGit() {
  const [top, revision] = git('rev-parse', '--show-toplevel', 'HEAD');
  // In a folder inside another repository, git would answer with that repository's revision.
  if (top === undefined || resolve(top) !== resolve(root)) return undefined;
  const isChanged = git('status', '--porcelain', '--untracked-files=no', 'collector').length > 0;
  return isChanged ? `${revision}-changed` : revision;
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } });
  const folder = resolve(values.out);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  await build(folder);
}
