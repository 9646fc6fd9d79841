import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runbooks = readdirSync(`${root}alerts/runbooks`);
const generated = `${root}dashboards/generated`;

type Panel = Readonly<{ title?: string; panels?: readonly Panel[] }>;
type Dashboard = Panel & Readonly<{ title: string }>;

/** Of the panels of each dashboard, by the name by which runbooks call it. */
const titles = new Map(
  readdirSync(generated).map((file) => {
    const { title, panels = [] } = JSON.parse(readFileSync(`${generated}/${file}`, 'utf8')) as Dashboard;
    return [title.replace('Deadbeat / ', ''), panels.flatMap(titlesOf)] as const;
  }),
);

function titlesOf({ title = '', panels = [] }: Panel): string[] {
  return [title, ...panels.flatMap(titlesOf)];
}

describe('The runbook', () => {
  it.each(runbooks)('%s names panels that its dashboard has', (file) => {
    const text = readFileSync(`${root}alerts/runbooks/${file}`, 'utf8');
    for (const [line, dashboard = ''] of text.matchAll(/^- Dashboard \*(.+?)\*.*$/gm)) {
      const named = [...line.matchAll(/"(.+?)"/g)].map(([, name = '']) => name);
      expect(named).not.toEqual([]);
      const known = titles.get(dashboard) ?? [];
      expect(named.filter((name) => !known.some((title) => title.startsWith(name)))).toEqual([]);
    }
  });

  it('leads to a dashboard, with few exceptions', () => {
    const leads = runbooks.filter((file) =>
      /^- Dashboard \*/m.test(readFileSync(`${root}alerts/runbooks/${file}`, 'utf8')),
    );
    expect(runbooks.filter((file) => !leads.includes(file))).toEqual(['DeadbeatDown.md', 'OnTheWorker.md']);
  });
});
