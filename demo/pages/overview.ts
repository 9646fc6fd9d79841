import type { RunRecord } from '../record/record.js';
import { type Scenario, twinNames } from '../scenarios/scenario.js';
import { boundNote, deadbeatFigure, inUnits, measureNames } from '../show/final-table.js';

const head = `| scenario | what happens | measured | without the fix: history | without the fix: Deadbeat | with the fix: history | with the fix: Deadbeat | saved |
|---|---|---|---|---|---|---|---|`;

/** The table of the recorded run, for a document from which the scenarios' pages are at `folder`. */
function table(scenarios: readonly Scenario[], { twins }: RunRecord, folder: string): string {
  const rows = scenarios.map((scenario) => {
    const { name, title, measure } = scenario;
    const [without, withRemedy] = twinNames.map((twin) => twins[scenario[twin].workflow]);
    const figures = [without, withRemedy].flatMap((one) => [
      inUnits(measure, one?.history ?? 0),
      one === undefined ? '' : deadbeatFigure(one),
    ]);
    const saved = inUnits(measure, (without?.history ?? 0) - (withRemedy?.history ?? 0));
    return `| [${name}](${folder}${name}.md) | ${title} | ${measureNames[measure]} | ${figures.join(' | ')} | ${saved} |`;
  });
  return `${head}\n${rows.join('\n')}`;
}

/** `docs/scenarios/README.md` */
export function index(scenarios: readonly Scenario[], run: RunRecord): string {
  return `# The scenarios of the demo

<!-- Made by \`npm run generate\` from docs/scenarios/run.json; do not edit. -->

\`npm run demo\` runs them side by side on a real Temporal server. This is a recorded run; each page has the code that causes the case, the
code that fixes it, and a picture.

${withBoundNote(table(scenarios, run, ''))}

What the external systems saw of it:

${run.tallies.map((tally) => `- ${tally}`).join('\n')}

The pages and pictures are made from \`run.json\`, which \`npm run demo -- --record docs/scenarios/run.json\` records and
\`npm run generate\` turns into them.
`;
}

function withBoundNote(made: string): string {
  return made.includes('≥') ? `${made}\n\n${boundNote}` : made;
}

const inReadme = ['cancelled', 'batch', 'crash', 'orphan'];
const marks = ['<!-- Made by `npm run generate` from docs/scenarios/run.json: -->', '<!-- until here -->'] as const;

/** The project's README with the table of some scenarios between its marks. */
export function readmeWithRun(readme: string, scenarios: readonly Scenario[], run: RunRecord): string {
  const [start, end] = marks.map((mark) => readme.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start)
    throw new Error('README.md lacks its marks');
  const chosen = scenarios.filter(({ name }) => inReadme.includes(name));
  const made = `${marks[0]}\n\n${withBoundNote(table(chosen, run, 'docs/scenarios/'))}\n\n`;
  return readme.slice(0, start) + made + readme.slice(end);
}
