import type { Entry } from '../findings/entry.js';
import { typeNamesOf } from '../findings/type-names.js';
import type { WasteBucket } from '../metrics/view.js';
import { isRunning } from '../model/activity/activity.js';
import { type TypeNames, typeNamesKey } from '../owners/match.js';
import type { Overview } from './overview-schema.js';
import { typesIn } from './waste-sums.js';

type Why = Overview['couldWasteNext']['worst'][number]['why'];
type Risk = { names: TypeNames; why: Why; running: number; seconds: number };

const namedAtMost = 10;

/** Activity types that would waste time at their next cancellation, by what runs now and by what wasted before. */
export class NextTypes {
  private readonly present = new Map<string, { first: Entry; why: Why; count: number }>();

  add(entry: Entry): void {
    const why = whyOf(entry);
    if (why === undefined) return;
    const type = this.present.get(entry.typeKey) ?? { first: entry, why, count: 0 };
    this.present.set(entry.typeKey, type);
    type.count += 1;
    if (why === 'could_not_receive') type.why = why;
  }

  /** @param hours what was wasted before now */
  with(hours: readonly WasteBucket[]): Overview['couldWasteNext'] {
    const risks = [...this.risksWith(hours).values()].sort((a, b) => b.seconds - a.seconds || b.running - a.running);
    return {
      types: risks.length,
      couldNotReceive: risks.filter(({ why }) => why === 'could_not_receive').length,
      worst: risks.slice(0, namedAtMost).map(({ names, why }) => ({ ...names, why })),
    };
  }

  private risksWith(hours: readonly WasteBucket[]): Map<string, Risk> {
    const risks = new Map<string, Risk>();
    for (const { first, why, count } of this.present.values()) {
      const names = typeNamesOf(first);
      risks.set(typeNamesKey(names), { names, why, running: count, seconds: 0 });
    }
    for (const [reason, why] of [
      ['no_heartbeat', 'could_not_receive'],
      ['unheard', 'could_not_receive'],
      ['ignoring_cancel', 'ran_on'],
    ] as const)
      for (const { names, seconds } of typesIn(hours, reason).values()) {
        const key = typeNamesKey(names);
        const risk = risks.get(key) ?? { names, why, running: 0, seconds: 0 };
        risks.set(key, risk);
        risk.seconds += seconds;
        if (why === 'could_not_receive') risk.why = why;
      }
    return risks;
  }
}

/** Of one that may still run, what was known before the server gave up on it. */
function whyOf({ activity, conditions, givenUp, isUnreachable }: Entry): Why | undefined {
  if (isUnreachable && isRunning(activity)) return 'could_not_receive';
  const cause = givenUp?.cause ?? conditions.reason;
  if (cause === 'no_heartbeat' || cause === 'unheard') return 'could_not_receive';
  return cause === 'ignoring_cancel' ? 'ran_on' : undefined;
}
