import { exampleTimeoutSeconds } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import { type AdviceKind, adviceText, adviceTitle, byAdvice, suggestedFor } from '../advice.js';
import { type Figures, figuresOf } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { placeOf, savedOf } from '../words.js';
import { type Anchors, anchorsOf, codeAnchor, codeNameFor, codeNames, codes, Heading, Link } from './anchors.js';
import { Breakable } from './breakable.js';
import { CodeFor } from './code.js';

const typesAtMost = 20;

/** The worst of those that are shown; what to change about further ones is said in the JSON report. */
export function advised(types: readonly AuditedType[]): AuditedType[] {
  return types.filter(({ advice }) => advice !== '').slice(0, typesAtMost);
}

/** Whether the code that calls heartbeat is printed. */
export function hasHeartbeatCode(types: readonly AuditedType[]): boolean {
  return [...byAdvice(advised(types)).keys()].some((kind) => codeNameFor(kind) === 'heartbeats');
}

/** What to change, once for all activity types that need the same. */
export function Advice({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  const byKind = byAdvice(advised(types));
  if (byKind.size === 0) return null;
  const parts = { figures: figuresOf(report), anchors: anchorsOf(report) };
  return (
    <section>
      <Heading>What to change</Heading>
      {Array.from(byKind, ([kind, ofKind]) => (
        <Article kind={kind} types={ofKind} {...parts} />
      ))}
      <Codes byKind={byKind} />
    </section>
  );
}

type ArticleProps = Readonly<{ kind: AdviceKind; types: readonly AuditedType[]; figures: Figures; anchors: Anchors }>;

function Article({ kind, types, figures, anchors }: ArticleProps) {
  const code = codeNameFor(kind);
  return (
    <article>
      <h3>{adviceTitle(kind)}</h3>
      <p>
        {adviceText(kind, suggestedFor(types))}{' '}
        {code !== undefined && (
          <>
            Code: <Link to={codeAnchor(code)}>{codes[code].title}</Link>.
          </>
        )}
      </p>
      <ul>
        {types.map((type) => (
          <li id={anchors.change(type)}>
            <strong>
              <Breakable text={type.activityType} />
            </strong>{' '}
            (<Breakable text={placeOf(type)} />){suggestionOf(type, figures)}{' '}
            <Link to={anchors.figures(type)}>its figures</Link>
          </li>
        ))}
      </ul>
    </article>
  );
}

function suggestionOf(type: AuditedType, figures: Figures): string {
  const { suggestedHeartbeatTimeoutSeconds: suggested } = type;
  const saved = savedOf(type, figures).join(' and ');
  const timeout = suggested === null ? '' : `: suggested heartbeat timeout ${inSeconds(suggested)}`;
  if (saved === '') return `${timeout}.`;
  return `${timeout === '' ? ': ' : `${timeout}; `}this would have saved at most ${saved}.`;
}

/** The changes in code that the advice above asks for, each once. */
function Codes({ byKind }: Readonly<{ byKind: ReadonlyMap<AdviceKind, readonly AuditedType[]> }>) {
  const asked = codeNames.map((name) => {
    const types = [...byKind].flatMap(([kind, ofKind]) => (codeNameFor(kind) === name ? ofKind : []));
    return { name, isAsked: types.length > 0, suggested: suggestedFor(types) };
  });
  return (
    <>
      {asked
        .filter(({ isAsked }) => isAsked)
        .map(({ name, suggested }) => (
          <article id={codeAnchor(name)}>
            <h3>Code: {codes[name].title}</h3>
            {name === 'heartbeats' && suggested.length > 1 && (
              <p class="quiet">
                The heartbeat timeout in this code is the shortest that is suggested above, {Math.min(...suggested)}s.
              </p>
            )}
            <CodeFor
              snippets={codes[name].make?.(suggested.length === 0 ? exampleTimeoutSeconds : Math.min(...suggested))}
            />
          </article>
        ))}
    </>
  );
}
