import { inSeconds } from '../text/duration.js';
import { adviceKindOf, adviceText } from './advice.js';
import type { Figures } from './figures.js';
import type { AuditedType } from './report-schema.js';
import { toTheMinute } from './trust.js';
import { savedOf } from './words.js';

/** The worst type, of types worst first, whose waste is not accepted and about which something to change is known. */
export function firstToChange(types: readonly AuditedType[]): AuditedType | undefined {
  return types.find((type) => type.accepted === null && adviceKindOf(type) !== undefined);
}

/** What to do about it, in a few sentences. */
export function whatToDoFirst(first: AuditedType, figures: Figures): string {
  const { firstCancelRequestedAt: since } = first;
  const cancelled =
    since === null ? '' : ` It has been cancelled since ${toTheMinute(since)} (first request in this window).`;
  return changeOf(first, figures) + cancelled;
}

function changeOf(first: AuditedType, figures: Figures): string {
  const { suggestedHeartbeatTimeoutSeconds: timeout } = first;
  const saved = savedOf(first, figures).join(' and ');
  const would = saved === '' ? '' : ` This would have saved at most ${saved}.`;
  if (timeout !== null) return `Set a heartbeat timeout of ${inSeconds(timeout)} and call heartbeat.${would}`;
  const kind = adviceKindOf(first);
  if (kind === 'ignoring_cancel') return `Let its code stop when it receives the cancellation.${would}`;
  return kind === undefined ? '' : adviceText(kind, []);
}
