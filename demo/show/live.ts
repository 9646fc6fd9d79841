import { createLogUpdate } from 'log-update';
import type { Row } from '../../collector/rows.js';
import { sum } from '../deadbeat/exposition.js';
import { type Saying, sightsOf } from '../deadbeat/watcher.js';
import type { Play } from '../play.js';
import { type Twin, twinNames } from '../scenarios/scenario.js';

export type LiveView = Readonly<{ update(): void; end(): void }>;

export type LiveSources = Readonly<{
  plays: readonly Play[];
  saying: () => Saying;
  startedAt: Date;
}>;

/** What is wasted now and why: a view that redraws itself on a terminal, otherwise a line whenever something changes. */
export function liveView(out: NodeJS.WriteStream, sources: LiveSources): LiveView {
  return out.isTTY ? onTerminal(out, sources) : inLines(out, sources);
}

function onTerminal(out: NodeJS.WriteStream, sources: LiveSources): LiveView {
  const draw = createLogUpdate(out);
  return {
    update: () => draw(screen(sources, out.columns ?? 100).join('\n')),
    end: () => draw.clear(),
  };
}

function inLines(out: NodeJS.WriteStream, sources: LiveSources): LiveView {
  const phases = new Map<Play, string>();
  let saidAt = 0;
  const say = (text: string) => out.write(`${clock(sources.startedAt)}  ${text}\n`);
  return {
    update: () => {
      for (const play of sources.plays) {
        if (phases.get(play) === play.phase) continue;
        phases.set(play, play.phase);
        say(`${play.part.twin.workflow}: ${play.phase}${play.ending === undefined ? '' : ` (${play.ending})`}`);
      }
      if (Date.now() - saidAt < 10_000) return;
      saidAt = Date.now();
      say(summary(sources.saying()));
    },
    end: () => say(summary(sources.saying())),
  };
}

function screen(sources: LiveSources, columns: number): string[] {
  const saying = sources.saying();
  const scenarios = [...new Set(sources.plays.map(({ part }) => part.scenario))];
  const lines = scenarios.flatMap((scenario) =>
    twinNames.map((name) => {
      const play = sources.plays.find(({ part }) => part.scenario === scenario && part.name === name);
      const label = `${name === 'without' ? scenario.name : ''}`.padEnd(10);
      return `${label} ${name.padEnd(8)}${phaseOf(play).padEnd(30)}${saidOf(saying, scenario[name])}`;
    }),
  );
  return [`${clock(sources.startedAt)}  ${summary(saying)}`, '', ...lines].map((line) => line.slice(0, columns - 1));
}

/** One line: what is wasted now, and why. */
export function summary({ rows, samples }: Saying): string {
  const running = rows.filter(({ reason }) => reason !== null);
  const counts = new Map<string, number>();
  for (const row of rows) for (const sight of sightsOf(row)) counts.set(sight, (counts.get(sight) ?? 0) + 1);
  const why = Array.from(counts, ([sight, count]) => `${count} ${sight}`).join(', ');
  const total = sum(samples, 'deadbeat_wasted_seconds_total', {}).toFixed(1);
  const noun = running.length === 1 ? 'activity runs' : 'activities run';
  return `${running.length} ${noun} although cancelled${why === '' ? '' : ` (${why})`}; ${total} s wasted so far`;
}

function phaseOf(play: Play | undefined): string {
  if (play === undefined) return '';
  return play.ending === undefined
    ? `${play.phase} ${Math.round((Date.now() - play.since.getTime()) / 1000)} s`
    : `${play.phase}: ${play.ending}`;
}

function saidOf({ rows, samples }: Saying, { workflow }: Twin): string {
  const its = rows.filter(({ workflowType }) => workflowType === workflow);
  const sights = [...new Set(its.flatMap((row: Row) => sightsOf(row)))].join(', ');
  const wasted = sum(samples, 'deadbeat_wasted_seconds_total', { workflow_type: workflow });
  return `${its.length} running  ${sights}${wasted > 0 ? `  ${wasted.toFixed(1)} s wasted` : ''}`;
}

function clock(startedAt: Date): string {
  const seconds = Math.floor((Date.now() - startedAt.getTime()) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
