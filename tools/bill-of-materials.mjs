import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './license-texts.mjs';

/**
 * CycloneDX 1.5 of the packages in a bundle, for scanners of vulnerabilities: `npm sbom` sees only what is installed beside it.
 *
 * @param {string} root
 * @param {readonly string[]} files bundled files, relative to `root`
 * @returns {string}
 */
export function billOfMaterials(root, files) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: component('application', { name, version, license }) },
    components: bundledPackages(root, files).map((one) => component('library', one)),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function component(type, { name, version, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const licenses = typeof license === 'string' && license !== 'see text' ? [licenseOf(license)] : [];
  return { type, 'bom-ref': purl, name, version, purl, licenses };
}

/** An SPDX identifier, or an expression of several. */
function licenseOf(license) {
  return /[ ()]/.test(license) ? { expression: license } : { license: { id: license } };
}
