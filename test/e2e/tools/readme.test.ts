import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parts } from '../../../tools/parts.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

describe('README.md', () => {
  it('says how to get and build Deadbeat before it shows how to call it', () => {
    const commands = [...readme.matchAll(/^(?:\$ )?((?:npm|npx|docker) .+?)(?: {2,}.*)?$/gm)].map(
      ([, command]) => command,
    );
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm run build', 'npx deadbeat scan']);
  });

  it('shows commands that can be pasted as they stand, and runs only scripts that are there', () => {
    for (const [line] of readme.matchAll(/^(?:npm|npx|docker) .+$/gm)) expect(line).not.toMatch(/ {2,}[^# ]/);
    for (const [, script = ''] of readme.matchAll(/npm (?:run )?(demo|test|build|generate)\b/g))
      expect(Object.keys(scripts)).toContain(script);
    expect(readme).not.toMatch(/^\$ /m);
  });

  it('names each program that the demo needs, and the variable that tells where it is', () => {
    for (const name of ['temporal', 'prometheus', 'promtool', 'alertmanager', 'amtool'] as const) {
      expect(readme).toContain(`\`${name}\``);
      expect(readme).toContain(`\`${parts[name].variable}\``);
    }
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});
