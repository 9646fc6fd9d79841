import { codeFor } from '../../findings/sdk-code.js';
import type { AdviceKind } from '../advice.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { Breakable } from './breakable.js';

/** Names in the page that links point to. */
export const summaryAnchor = 'summary';
export const daysAnchor = 'days';
export const nextAnchor = 'next';

export type Anchors = Readonly<{
  /** The row with the figures of a type. */
  figures: (type: AuditedType) => string;
  /** What to change about it. */
  change: (type: AuditedType) => string;
}>;

export function anchorsOf({ types }: AuditReport): Anchors {
  const numbers = new Map(types.map((type, index) => [type, index + 1]));
  return { figures: (type) => `type-${numbers.get(type)}`, change: (type) => `change-${numbers.get(type)}` };
}

/** Changes in code that several kinds of advice ask for are printed once. */
export const codes = {
  heartbeats: { title: 'Call heartbeat, and stop when cancelled', make: codeFor.no_heartbeat },
  stopping: { title: 'Let the cancellation end the work', make: codeFor.ignoring_cancel },
  waiting: { title: 'Wait for activities before the workflow ends', make: codeFor.orphaned },
} as const;
export type CodeName = keyof typeof codes;
export const codeNames = Object.keys(codes) as CodeName[];
export const codeAnchor = (name: CodeName) => `code-${name}`;

/** Undefined: it is not about the code. */
export function codeNameFor(kind: AdviceKind): CodeName | undefined {
  if (kind === 'noticed_late' || kind === 'unheard') return 'heartbeats';
  if (kind === 'short_attempts') return undefined;
  return codeNames.find((name) => codes[name].make !== undefined && codes[name].make === codeFor[kind]);
}

export function Link({ to, children }: Readonly<{ to: string; children: string }>) {
  return (
    <a href={`#${to}`}>
      <Breakable text={children} />
    </a>
  );
}

/** A section's heading, with the way back. */
export function Heading({ children }: Readonly<{ children: string }>) {
  return (
    <h2>
      {children}{' '}
      <a class="back" href={`#${summaryAnchor}`} aria-label={`${children}: back to the summary`}>
        ↑ summary
      </a>
    </h2>
  );
}
