import { type Finding, wordsFor } from '../../findings/texts.js';
import type { Situation } from './situation.js';

/** What to do, for each thing that is wrong now. */
export function WhatToDo({ counts }: Pick<Situation, 'counts'>) {
  const findings = Object.keys(wordsFor).filter((finding): finding is Finding => counts.has(finding as Finding));
  if (findings.length === 0) return null;
  return (
    <section aria-labelledby="todo">
      <h2 id="todo">What to do</h2>
      <dl class="advice">
        {findings.map((finding) => (
          <div key={finding} id={`do-${finding}`}>
            <dt>
              <span class={`finding ${finding}`}>{wordsFor[finding].title}</span> {counts.get(finding)}
            </dt>
            <dd>
              <p>{wordsFor[finding].why}</p>
              <p>{wordsFor[finding].advice}</p>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
