import { findings } from '../../collector/findings/findings.js';
import type { RunRecord, TwinRecord } from '../record/record.js';
import { type Scenario, type TwinName, twinNames } from '../scenarios/scenario.js';
import { boundNote, deadbeatFigure, inUnits, measureNames } from '../show/final-table.js';
import { inGo, inJava, inPython } from './languages.js';
import { functionText, optionsIn } from './source.js';

/** `docs/scenarios/NAME.md`. */
export function page(scenario: Scenario, { twins, pace }: RunRecord): string {
  const { name, title, remedy, alert } = scenario;
  const of = (twin: TwinName) => recordFor(twins, scenario[twin].workflow);
  const found = [...new Set(twinNames.flatMap((twin) => of(twin).findings.map(({ finding }) => finding)))];
  const bound = twinNames.some((twin) => of(twin).isBound) ? `\n\n${boundNote}` : '';
  return `# ${name}

<!-- Made by \`npm run generate\` from demo/scenarios/${name}/ and docs/scenarios/run.json; do not edit. -->

${title}. The remedy: ${lowered(remedy)}.

![Timeline of a real run, without the remedy and with it](${name}.svg)

${table(scenario, of)}

The numbers are from a recorded run of \`npm run demo\`, in which ${paceInWords(pace)}. Run it yourself: \`npm run demo -- --scenario ${name}\`.

## What Deadbeat shows

${found.map((finding) => `- \`${finding}\`: ${findings[finding].why}`).join('\n') || 'Nothing.'}

The alert for it: \`${alert}\` ([what to do](../../alerts/runbooks/${alert}.md)).${bound}

## The code that causes it

${code(scenario, 'without')}

## The code that cures it

${code(scenario, 'with')}

## The same options in Go, Java and Python

Without the remedy:

${otherLanguages(scenario, 'without')}

With it:

${otherLanguages(scenario, 'with')}

A heartbeat is \`activity.RecordHeartbeat(ctx, progress)\` in Go, \`Activity.getExecutionContext().heartbeat(progress)\` in Java and
\`activity.heartbeat(progress)\` in Python. The cancellation arrives as \`ctx.Done()\`, as an \`ActivityCompletionException\` thrown by the
heartbeat, and as \`asyncio.CancelledError\` (in threads: \`CancelledError\` from \`temporalio.exceptions\`).
`;
}

function table({ measure }: Scenario, of: (twin: TwinName) => TwinRecord): string {
  const row = (label: string, cell: (record: TwinRecord) => string) =>
    `| ${[label, ...twinNames.map((twin) => cell(of(twin)))].join(' | ')} |`;
  return [
    '| | without the remedy | with the remedy |',
    '|---|---|---|',
    row('the workflow', ({ ending, closedAt }) => `${ending} after ${closedAt.toFixed(1)} s`),
    row(`${measureNames[measure]}, by history`, ({ history }) => inUnits(measure, history)),
    row(`${measureNames[measure]}, by Deadbeat`, (record) => deadbeatFigure(record)),
    row('Deadbeat said', ({ findings }) => said(findings)),
    row(
      'alerts that fired',
      ({ alerts }) => alerts.map(({ name, at }) => `${name} at ${Math.round(at)} s`).join(', ') || 'none',
    ),
  ].join('\n');
}

function said(intervalsOf: TwinRecord['findings']): string {
  const intervals = intervalsOf.map(
    ({ finding, from, to }) => `\`${finding}\` ${Math.round(from)}–${Math.round(to)} s`,
  );
  return intervals.join(', ') || 'nothing';
}

function code({ name, ...twins }: Scenario, twin: TwinName): string {
  const workflow = functionText(`${name}/workflows.ts`, twins[twin].workflow);
  const activity = functionText(`${name}/activities.ts`, activityOf(workflow));
  return `\`\`\`ts\n${activity}\`\`\`\n\n\`\`\`ts\n${workflow}\`\`\``;
}

function otherLanguages({ name, ...twins }: Scenario, twin: TwinName): string {
  const workflow = functionText(`${name}/workflows.ts`, twins[twin].workflow);
  const options = optionsIn(workflow);
  const python = inPython(options, snakeCase(activityOf(workflow)));
  return [
    ['go', inGo(options)],
    ['java', inJava(options)],
    ['python', python],
  ]
    .map(([language, text]) => `\`\`\`${language}\n${text}\n\`\`\``)
    .join('\n\n');
}

function activityOf(workflowText: string): string {
  const name = /const \{ (\w+) \} = proxyActivities/.exec(workflowText)?.[1];
  if (name === undefined) throw new Error(`no activity in: ${workflowText}`);
  return name;
}

function recordFor(twins: RunRecord['twins'], workflow: string): TwinRecord {
  const record = twins[workflow];
  if (record === undefined) throw new Error(`docs/scenarios/run.json has no ${workflow}; record it again`);
  return record;
}

function paceInWords({ secondMs, minuteMs }: RunRecord['pace']): string {
  return `a second lasts ${secondMs / 1000} s and a minute of the report ${minuteMs / 1000} s`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
