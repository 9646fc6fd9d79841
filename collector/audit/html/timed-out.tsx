import { figuresOf } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { placeOf, whyOf } from '../words.js';
import { anchorsOf, Heading } from './anchors.js';
import { Breakable } from './breakable.js';

/** Types of which nothing was wasted after a cancel request and nothing to change is known, in a line each. */
export function TimedOut({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  if (types.length === 0) return null;
  const figures = figuresOf(report);
  const anchors = anchorsOf(report);
  return (
    <section>
      <Heading>Ended by timeouts, with nothing to change</Heading>
      <p>
        Nothing of these was wasted after a cancel request. A timeout ended attempts, and Temporal retried them or told
        the workflow. Whether their code then stopped is not known.
      </p>
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
