import { adviceKindOf } from '../advice.js';
import { figuresOf } from '../figures.js';
import { firstToChange, whatToDoFirst } from '../first.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { howToNameTeams, ownerOf, wastedText } from '../words.js';
import { anchorsOf, codeAnchor, codeNameFor, Link } from './anchors.js';

type Shown = Readonly<{ types: readonly AuditedType[]; report: AuditReport }>;

/** What to do first, about the worst type whose waste is not accepted; which types there are, and whose they are. */
export function StartHere({ types, report }: Shown) {
  const worst = firstToChange(types);
  const teams = howToNameTeams(types);
  return (
    <>
      {worst !== undefined && <First worst={worst} report={report} />}
      {types.length > 0 && <TypeLinks types={types} report={report} />}
      {types.length > 0 && teams !== undefined && (
        <p>
          <strong>Which team?</strong> {teams}
        </p>
      )}
    </>
  );
}

function First({ worst, report }: Readonly<{ worst: AuditedType; report: AuditReport }>) {
  const anchors = anchorsOf(report);
  const kind = adviceKindOf(worst);
  const code = kind === undefined ? undefined : codeNameFor(kind);
  const owner = ownerOf(worst);
  return (
    <p class="start">
      <strong>
        What to change first: <Link to={anchors.figures(worst)}>{worst.activityType}</Link>
      </strong>
      {owner === '' ? '' : ` (${owner})`}. {whatToDoFirst(worst, figuresOf(report))}{' '}
      <Link to={anchors.change(worst)}>What to change</Link>
      {code !== undefined && (
        <>
          , <Link to={codeAnchor(code)}>the code</Link>
        </>
      )}
      .
    </p>
  );
}

const linksAtMost = 10;

function TypeLinks({ types, report }: Shown) {
  const anchors = anchorsOf(report);
  const figures = figuresOf(report);
  const more = types.length - linksAtMost;
  return (
    <p>
      <strong>By activity type, worst first:</strong>{' '}
      {types.slice(0, linksAtMost).map((type, index) => (
        <>
          {index > 0 && ', '}
          <Link to={anchors.figures(type)}>{type.activityType}</Link>
          {type.wastedSeconds > 0 && ` ${wastedText(type, figures)}`}
        </>
      ))}
      {more > 0 && `, and ${more} more`}.
    </p>
  );
}
