import type { RunRecord } from '../record/record.js';
import { type Scenario, twinNames } from '../scenarios/scenario.js';
import { boundNote, deadbeatFigure, inUnits, measureNames } from '../show/final-table.js';

/** `docs/scenarios/README.md`: the table of the recorded run. */
export function index(scenarios: readonly Scenario[], { twins, tallies }: RunRecord): string {
  const rows = scenarios.map((scenario) => {
    const { name, title, measure } = scenario;
    const [without, withRemedy] = twinNames.map((twin) => twins[scenario[twin].workflow]);
    const figures = [without, withRemedy].flatMap((one) => [
      inUnits(measure, one?.history ?? 0),
      one === undefined ? '' : deadbeatFigure(one),
    ]);
    const saved = inUnits(measure, (without?.history ?? 0) - (withRemedy?.history ?? 0));
    return `| [${name}](${name}.md) | ${title} | ${measureNames[measure]} | ${figures.join(' | ')} | ${saved} |`;
  });
  return `# The scenarios of the demo

<!-- Made by \`npm run generate\` from docs/scenarios/run.json; do not edit. -->

\`npm run demo\` plays them side by side on a real Temporal server. This is a recorded run; each page has the code that causes the case, the
code that cures it, and a picture.

| scenario | what happens | measured | without: history | Deadbeat | with: history | Deadbeat | saved |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

${boundNote}

What the external systems saw of it:

${tallies.map((tally) => `- ${tally}`).join('\n')}

The pages and pictures are made from \`run.json\`, which \`npm run demo -- --record docs/scenarios/run.json\` records and
\`npm run generate\` turns into them.
`;
}
