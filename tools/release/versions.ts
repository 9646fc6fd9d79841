import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What contradicts the version of package.json, one line each; empty when a release can be made. */
export function versionProblems(root: string, tag: string | undefined): string[] {
  const text = (path: string) => readFileSync(join(root, path), 'utf8');
  const { version } = JSON.parse(text('package.json')) as { version: string };
  const chart = parse(text('deploy/helm/deadbeat/Chart.yaml')) as { version: string; appVersion: string };
  const found: [where: string, found: string | undefined][] = [
    ['package-lock.json', (JSON.parse(text('package-lock.json')) as { version: string }).version],
    ['version of Chart.yaml', chart.version],
    ['appVersion of Chart.yaml', chart.appVersion],
    ['ARG VERSION of the Dockerfile', /^ARG VERSION=(\S+)$/m.exec(text('Dockerfile'))?.[1]],
    ['image of docker-compose.yml', /image: deadbeat:(\S+)/.exec(text('docker-compose.yml'))?.[1]],
  ];
  const differing = found.filter(([, one]) => one !== version).map(([where, one]) => `${where}: ${one}`);
  const isInChangelog = text('CHANGELOG.md').includes(`\n## [${version}] - `);
  return [
    ...(tag === undefined || tag === `v${version}` ? [] : [`the tag is ${tag}, expected v${version}`]),
    ...differing.map((one) => `${one}, expected ${version}`),
    ...(isInChangelog ? [] : [`CHANGELOG.md has no section "## [${version}] - DATE"`]),
  ];
}

/** The section of the version, for the notes of the release. */
export function changelogOf(root: string, version: string): string {
  const [, section = ''] = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(`\n## [${version}] - `);
  const [, ...lines] = (section.split(/\n## \[|\n\[\w/)[0] ?? '').split('\n');
  return lines.join('\n').trim();
}
