import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Licences of the packages whose files are in a bundle, which must go with it.
 *
 * @param {string} root
 * @param {readonly string[]} files bundled files, relative to `root`
 * @returns {string}
 */
export function licenseTexts(root, files) {
  const introduction = 'deadbeat.js contains the packages below. Each is used under its own license.\n';
  const sections = bundledPackages(root, files).map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`,
  );
  return [introduction, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * Packages that the files belong to, in the order of their names.
 *
 * @param {string} root
 * @param {readonly string[]} files
 */
export function bundledPackages(root, files) {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined));
  const packages = [...folders].map((folder) => {
    const {
      name,
      version,
      license = 'see text',
    } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license, text: licenseText(join(root, folder)) };
  });
  const byName = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** `node_modules/@grpc/grpc-js` of `node_modules/@grpc/grpc-js/build/index.js`. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function licenseText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  if (file !== undefined && existsSync(join(folder, file))) return readFileSync(join(folder, file), 'utf8').trim();
  return 'The package contains no license file; see its package.json.';
}
