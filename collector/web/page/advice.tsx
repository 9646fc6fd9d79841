import { findingNames, findings } from '../../findings/findings.js';
import type { Situation } from './situation.js';

/** What to do, for each thing that is wrong now. */
export function WhatToDo({ findings: counts }: Situation['totals']) {
  const found = findingNames.filter((finding) => counts[finding] !== undefined);
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="todo">
      <h2 id="todo">What to do</h2>
      <dl class="advice">
        {found.map((finding) => (
          <div key={finding} id={`do-${finding}`}>
            <dt>
              <span class={`finding ${finding}`}>{findings[finding].title}</span> {counts[finding]}
            </dt>
            <dd>
              <p>{findings[finding].why}</p>
              <p>{findings[finding].advice}</p>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
