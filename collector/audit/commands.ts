import { shellQuote } from '../text/shell-quote.js';
import type { AuditReport } from './report-schema.js';
import type { Sentence } from './sentence.js';

const namedAtMost = 3;

type Asked = Pick<AuditReport, 'address' | 'namespaces'>;

/** A command for the cluster and the namespaces of this audit, without any secret. */
export function commandFor(command: 'audit' | 'scan', { address, namespaces }: Asked, ...flags: string[]): string {
  const named = namespaces.length > namedAtMost ? [] : namespaces;
  return [
    `deadbeat ${command}`,
    ...(address === null ? [] : [`--address ${shellQuote(address)}`]),
    ...named.map((namespace) => `--namespace ${shellQuote(namespace)}`),
    ...flags,
  ].join(' ');
}

/** What that command leaves out. */
export function withSettings({ address, namespaces }: Asked): string {
  const isShort = namespaces.length > namedAtMost;
  if (address === null) return `with the ${isShort ? 'namespaces and ' : ''}connection settings of this audit`;
  return isShort ? 'with the namespaces, TLS and key settings of this audit' : 'with the same TLS and key settings';
}

/** How to see the present. */
export function aboutThePast(report: AuditReport): Sentence {
  return [
    'This report is about the past. The page of a running Deadbeat shows what runs now, also code that outlived its timeout. Without one, run ',
    { code: commandFor('scan', report) },
    ` ${withSettings(report)}: it lists what Temporal counts as running.`,
  ];
}
