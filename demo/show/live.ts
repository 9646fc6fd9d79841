import { createLogUpdate } from 'log-update';
import { type LiveSources, screen } from './screen.js';
import { clock, summary } from './words.js';

export type LiveView = Readonly<{ update(): void; end(): void }>;

/** What is wasted now and why: a view that redraws itself on a terminal, otherwise a line whenever something changes. */
export function liveView(out: NodeJS.WriteStream, sources: LiveSources): LiveView {
  return out.isTTY ? onTerminal(out, sources) : inLines(out, sources);
}

function onTerminal(out: NodeJS.WriteStream, sources: LiveSources): LiveView {
  const draw = createLogUpdate(out);
  return {
    update: () => draw(screen(sources, out.columns || 100, out.rows || undefined).join('\n')),
    end: () => draw.clear(),
  };
}

const summaryEveryMs = 10_000;

function inLines(out: NodeJS.WriteStream, { runs, saying, alertsFor, startedAt }: LiveSources): LiveView {
  const said = new Set<string>();
  let summaryAt = 0;
  const say = (text: string) => out.write(`${clock(startedAt)}  ${text}\n`);
  const once = (text: string) => {
    if (!said.has(text)) say(text);
    said.add(text);
  };
  return {
    update: () => {
      for (const run of runs) {
        const { workflow } = run.part.twin;
        once(`${workflow}: ${run.phase}${run.isOver ? ` (${run.ending})` : ''}`);
        for (const row of saying().rows)
          if (row.workflowType === workflow)
            for (const finding of row.findings) once(`${workflow}: Deadbeat says ${finding}`);
        for (const { name } of alertsFor(run)) once(`${workflow}: ${name} fires`);
      }
      if (Date.now() - summaryAt < summaryEveryMs) return;
      summaryAt = Date.now();
      say(summary(saying()));
    },
    end: () => say(summary(saying())),
  };
}
