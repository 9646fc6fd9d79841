import { figuresOf } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { onlyTimedOut, placeOf, whyOf } from '../words.js';
import { anchorsOf, Heading } from './anchors.js';
import { Breakable } from './breakable.js';

/** Types of which nothing is known but that timeouts ended their attempts, in a line each. */
export function TimedOut({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  if (types.length === 0) return null;
  const figures = figuresOf(report);
  const anchors = anchorsOf(report);
  return (
    <section>
      <Heading>{onlyTimedOut.title}</Heading>
      <p>{onlyTimedOut.advice}</p>
      <ul>
        {types.map((type) => (
          <li id={anchors.figures(type)}>
            <strong>
              <Breakable text={type.activityType} />
            </strong>{' '}
            (<Breakable text={placeOf(type)} />
            ):{' '}
            {whyOf(type, figures)
              .map(({ text }) => text)
              .join('. ')}
            .
          </li>
        ))}
      </ul>
    </section>
  );
}
