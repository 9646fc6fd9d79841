import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BadThresholds, parseThresholds } from '../../alerts/read-thresholds.js';
import { ruleGroups } from '../../alerts/rules.js';
import { defaultThresholds } from '../../alerts/thresholds.js';

const generate = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'tools/generate.ts', ...args]);

function problemsOf(text: string): readonly string[] {
  try {
    parseThresholds(text, 'my.yaml');
  } catch (error) {
    if (error instanceof BadThresholds) return error.problems;
    throw error;
  }
  return [];
}

describe('a thresholds file', () => {
  it('changes what it names, and leaves the rest', () => {
    const thresholds = parseThresholds('cancelSilent: { for: 4m }\nlinks: { grafana: "https://grafana.example.com" }');
    expect(thresholds).toEqual({
      ...defaultThresholds,
      links: { ...defaultThresholds.links, grafana: 'https://grafana.example.com' },
      cancelSilent: { ...defaultThresholds.cancelSilent, for: '4m' },
    });
    const [group] = ruleGroups(thresholds);
    expect(group?.alerts.find(({ name }) => name === 'DeadbeatCancelSilent')?.for).toBe('4m');
  });

  it('may be the example of the document', () => {
    const document = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
    const example = /```yaml\n(.*?)```/s.exec(document)?.[1] ?? '';
    expect(parseThresholds(example).scrapeInterval).toBe('30s');
  });

  it('may be empty', () => {
    expect(parseThresholds('# nothing yet\n')).toEqual(defaultThresholds);
  });

  it.each([
    [
      'cancelSilent: { for: soon }',
      'my.yaml: cancelSilent.for: got "soon", expected a duration such as 10s, 2m, 1h30m or 500ms; 0s turns it off',
    ],
    ['cancelSilent: { activities: 0.5 }', 'my.yaml: cancelSilent.activities: got 0.5, expected a whole number from 1'],
    [
      'slotsHeldByWaste: { share: 50 }',
      'my.yaml: slotsHeldByWaste.share: got 50, expected a number above 0 and below 1',
    ],
    [
      'links: { grafana: grafana.example.com }',
      'my.yaml: links.grafana: got "grafana.example.com", expected an http or https URL without user name and without / at its end',
    ],
    [
      'cancelIgnored: 7',
      'my.yaml: cancelIgnored: got 7, expected oldest, slots, within, observedFor, for, keepFiringFor',
    ],
    ['lostScrapes: 1m', 'my.yaml: lostScrapes: got "1m", expected at least 2.5 scrapes of 60s'],
    ['scrapeInterval: 2m', 'my.yaml: lostScrapes: got "2m30s", expected at least 2.5 scrapes of 2m'],
    [
      'wasteBudgetBurn: { page: { fast: { short: 2h } } }',
      'my.yaml: wasteBudgetBurn.page.fast.short: got "2h", expected less than the long window of 1h',
    ],
    ['- 1', 'my.yaml: the file: got [1], expected links, scrapeInterval'],
    ['a: [', 'my.yaml: Flow sequence in block collection must be sufficiently indented'],
  ])('%s is refused with its key, the value and what is accepted', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('with an unknown key is refused, and told which keys there are', () => {
    expect(problemsOf('cancelIgnored: { olderThan: 1m }\nnewAlert: {}')).toEqual([
      'my.yaml: cancelIgnored.olderThan: got "1m", but there is no such threshold; known here: oldest, slots, within, observedFor, for, keepFiringFor',
      expect.stringContaining(
        'my.yaml: newAlert: got {}, but there is no such threshold; known here: links, scrapeInterval',
      ),
    ]);
  });
});

describe('npm run generate', () => {
  it('writes the rules with other thresholds into the folder that it is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deadbeat-generate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, 'my.yaml'),
      'cancelCannotBeHeard: { oldest: 7m }\nlinks: { runbooks: "https://wiki/x" }\n',
    );
    await generate('--thresholds', join(folder, 'my.yaml'), '--job', 'other', '--out', join(folder, 'made'));

    const rules = readFileSync(join(folder, 'made/alerts/deadbeat.rules.yml'), 'utf8');
    expect(rules).toContain('> 420');
    expect(rules).toContain('runbook_url: https://wiki/x/DeadbeatCancelIgnored.md');
    expect(rules).toContain('{job="other", state=~"started|');
    expect(rules).not.toContain('job="deadbeat"');
    expect(existsSync(join(folder, 'made/alerts/kubernetes/prometheusrule.yml'))).toBe(true);
    expect(readFileSync(join(folder, 'made/docs/alerts.md'), 'utf8')).toContain('still runs 7m after the request');
  });

  it('does not overwrite what is committed because of an option, and ends with the problems of a file', async () => {
    await expect(generate('--job', 'other')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^deadbeat: --out: not given, expected the folder to write to/),
    });
    await expect(generate('--thresholds', 'nowhere.yaml', '--out', tmpdir())).rejects.toMatchObject({
      code: 2,
      stderr: 'deadbeat: --thresholds: got "nowhere.yaml", expected a file that can be read (ENOENT)\n',
    });
  });
});
