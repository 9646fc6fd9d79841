import { figuresOf } from '../figures.js';
import { exposureText, isEndedSoon } from '../next-risks.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { placeOf } from '../words.js';
import { codeAnchor, Heading, Link, nextAnchor } from './anchors.js';
import { Breakable } from './breakable.js';

const typesAtMost = 10;

type NextRisksProps = Readonly<{ exposed: readonly AuditedType[]; report: AuditReport; hasCode: boolean }>;

/** Types that a cancellation would not end, worst first. */
export function NextRisks({ exposed, report, hasCode }: NextRisksProps) {
  if (exposed.length === 0) return null;
  const figures = figuresOf(report);
  return (
    <section id={nextAnchor}>
      <Heading>What could waste next</Heading>
      <p>
        As far as this window shows, a cancellation would not end an attempt of these types before it ends by itself or
        Temporal gives up on it at its start-to-close timeout; its code may run on then. The longest timeout comes
        first. Those that ran on after they had received one have to stop then. The others have no heartbeat timeout:
        let their code call heartbeat, and give them one
        {hasCode ? (
          <>
            {' '}
            (<Link to={codeAnchor('heartbeats')}>code</Link>)
          </>
        ) : (
          ''
        )}
        .
        {exposed.some(isEndedSoon) &&
          ' Where start-to-close ends an attempt as soon as a heartbeat timeout would, let their code stop by itself when that time is over.'}
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
      {exposed.length > typesAtMost && <p>… and {exposed.length - typesAtMost} more.</p>}
    </section>
  );
}
