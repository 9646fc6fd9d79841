import { figuresOf } from '../figures.js';
import { exposureText } from '../next-risks.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { placeOf } from '../words.js';
import { codeAnchor, Heading, Link, nextAnchor } from './anchors.js';
import { Breakable } from './breakable.js';

const typesAtMost = 10;

type NextRisksProps = Readonly<{ exposed: readonly AuditedType[]; report: AuditReport; hasCode: boolean }>;

/** Types that could not receive a cancellation, worst first. */
export function NextRisks({ exposed, report, hasCode }: NextRisksProps) {
  if (exposed.length === 0) return null;
  const figures = figuresOf(report);
  return (
    <section id={nextAnchor}>
      <Heading>What could waste next</Heading>
      <p>
        These types have no heartbeat timeout. They wasted time for that reason in this window, or none of them was
        cancelled in it. A cancellation would not reach an attempt before it ends by itself or its start-to-close
        timeout ends it. The longest timeout comes first. To prevent it, let their code call heartbeat, and give them a
        heartbeat timeout
        {hasCode ? (
          <>
            {' '}
            (<Link to={codeAnchor('heartbeats')}>code</Link>)
          </>
        ) : (
          ''
        )}
        .
      </p>
      <ul>
        {exposed.slice(0, typesAtMost).map((type) => (
          <li>
            <strong>
              <Breakable text={type.activityType} />
            </strong>{' '}
            (<Breakable text={placeOf(type)} />
            ): {exposureText(type, figures)}.
          </li>
        ))}
      </ul>
      {exposed.length > typesAtMost && <p>… and {exposed.length - typesAtMost} more with shorter timeouts.</p>}
    </section>
  );
}
