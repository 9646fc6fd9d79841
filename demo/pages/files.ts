import { readFileSync } from 'node:fs';
import type { RunRecord } from '../record/record.js';
import { scenarios } from '../scenarios/index.js';
import { index, readmeWithRun } from './overview.js';
import { page } from './page.js';
import { picture } from './picture.js';

/** Made from a recorded run: `npm run demo -- --record docs/scenarios/run.json` records it again. */
const recordFile = new URL('../../docs/scenarios/run.json', import.meta.url);

const readmeFile = new URL('../../README.md', import.meta.url);

/** The pages of the scenarios and their pictures, by path. */
export function scenarioFiles(): (readonly [path: string, content: () => string])[] {
  const read = (): RunRecord => JSON.parse(readFileSync(recordFile, 'utf8'));
  const twin = (workflow: string) => {
    const record = read().twins[workflow];
    if (record === undefined) throw new Error(`docs/scenarios/run.json has no ${workflow}; record it again`);
    return record;
  };
  return [
    ['README.md', () => readmeWithRun(readFileSync(readmeFile, 'utf8'), scenarios, read())],
    ['docs/scenarios/README.md', () => index(scenarios, read())],
    ...scenarios.flatMap((scenario) => {
      const { name, title } = scenario;
      return [
        [`docs/scenarios/${name}.md`, () => page(scenario, read())],
        [
          `docs/scenarios/${name}.svg`,
          () => picture(title, twin(scenario.without.workflow), twin(scenario.with.workflow)),
        ],
      ] as const;
    }),
  ];
}
