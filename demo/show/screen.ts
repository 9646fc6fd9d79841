import type { Play } from '../play.js';
import { twinNames } from '../scenarios/scenario.js';
import type { LiveSources } from './live.js';
import { clock, sayingOf, summary } from './words.js';

/** The live view: a line for each scenario, as wide as the terminal. */
export function screen({ plays, saying, alertsFor, addresses, startedAt }: LiveSources, columns: number): string[] {
  const latest = saying();
  const scenarios = [...new Set(plays.map(({ part }) => part.scenario))];
  const rows = scenarios.map((scenario) => {
    const twins = twinNames.map((name) => plays.find(({ part }) => part.scenario === scenario && part.name === name));
    const running = twins.map((play) => runningNow(play, latest.rows));
    const alerts = twins.flatMap((play) => (play ? alertsFor(play) : []));
    return [
      scenario.name,
      running.join(' | '),
      phaseOf(twins[0]),
      sayingOf(latest, scenario.without),
      phaseOf(twins[1]),
      sayingOf(latest, scenario.with),
      alerts.map(({ name }) => name.replace('Deadbeat', '')).join(', '),
    ];
  });
  const titles = ['scenario', 'running', 'without', 'Deadbeat says', 'with', 'Deadbeat says', 'alerts fired'];
  const widths = widthsOf([titles, ...rows], columns - 1);
  const lines = [titles, ...rows].map((row) => row.map((cell, index) => cut(cell, widths[index] ?? 0)).join(gap));
  return [...addresses, '', `${clock(startedAt)}  ${summary(latest)}`, '', ...lines].map((line) =>
    line.slice(0, columns - 1).trimEnd(),
  );
}

const gap = '  ';

/** Each column as wide as it needs; what is too much is taken from the widest. */
function widthsOf(rows: readonly (readonly string[])[], columns: number): number[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const needed = () => widths.reduce((total, width) => total + width + gap.length, -gap.length);
  while (needed() > columns && Math.max(...widths) > 1) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);
}

function runningNow(play: Play | undefined, rows: readonly Readonly<{ workflowType: string }>[]): number {
  return play === undefined ? 0 : rows.filter(({ workflowType }) => workflowType === play.part.twin.workflow).length;
}

function phaseOf(play: Play | undefined): string {
  if (play === undefined) return '';
  if (play.isOver) return play.ending ?? '';
  return `${play.phase} ${Math.round((Date.now() - play.since.getTime()) / 1000)} s`;
}
