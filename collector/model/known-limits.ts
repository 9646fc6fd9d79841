import type { QueueSlots } from './workers/slots.js';

export const knownLimits = [
  'no_worker_reports',
  'slots_unknown',
  'details_encrypted',
  'options_unknown',
  'visibility_refused',
  'handover',
] as const;
/** Something that cannot be seen in a namespace: there, absence is no evidence. */
export type KnownLimit = (typeof knownLimits)[number];

export type LimitEvidence = Readonly<{
  /** Pending activities whose heartbeat details are encrypted, and those whose options the server does not tell. */
  encryptedDetails: number;
  unknownOptions: number;
  slots: readonly QueueSlots[];
  /** Whether workers have ever reported; undefined before the first answer. */
  hasWorkerReports: boolean | undefined;
  /** The server refused to list executions. */
  isVisibilityRefused: boolean;
  /** Another process may still count what is new to this one. */
  isHandingOver: boolean;
}>;

/** The limits that are in force in a namespace, in the order of `knownLimits`. */
export function limitsInForce(evidence: LimitEvidence): KnownLimit[] {
  const isInForce: Readonly<Record<KnownLimit, boolean>> = {
    no_worker_reports: evidence.hasWorkerReports === false,
    slots_unknown: evidence.slots.some(({ free }) => free === undefined),
    details_encrypted: evidence.encryptedDetails > 0,
    options_unknown: evidence.unknownOptions > 0,
    visibility_refused: evidence.isVisibilityRefused,
    handover: evidence.isHandingOver,
  };
  return knownLimits.filter((limit) => isInForce[limit]);
}
