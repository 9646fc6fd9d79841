import { matcherOf, type TypeNames, typeNamesKey } from './match.js';
import type { OwnersFile } from './schema.js';

/** Who owns an activity type. */
export type Owner = Readonly<{ team: string; contact?: string; channel?: string; runbook?: string }>;

/** The team of types that no entry matches. */
export const unowned = 'unowned';

/** Waste that is accepted, by the first entry that matches. */
export type Acceptance = Readonly<{
  reason: string;
  /** End of the last accepted day, in UTC. */
  untilMs?: number;
  graceMs?: number;
  minimum?: number;
  severity?: 'info' | 'warning' | 'critical';
}>;

const cacheAtMost = 10_000;
const dayMs = 24 * 3_600_000;

/** What the owners file says of each activity type; the first entry that matches counts. */
export class Owners {
  private readonly known = new Map<string, { owner: Owner | undefined; acceptance: Acceptance | undefined }>();
  private readonly owners;
  private readonly accepted;

  constructor({ owners, accepted }: OwnersFile) {
    this.owners = owners.map(({ match, ...owner }) => ({ matches: matcherOf(match), owner: owner as Owner }));
    this.accepted = accepted.map(({ match, until, grace, ...rest }) => ({
      matches: matcherOf(match),
      acceptance: {
        ...rest,
        ...(until === undefined ? {} : { untilMs: Date.parse(until) + dayMs }),
        ...(grace === undefined ? {} : { graceMs: grace }),
      } as Acceptance,
    }));
  }

  ownerOf(names: TypeNames): Owner | undefined {
    return this.of(names).owner;
  }

  acceptanceOf(names: TypeNames): Acceptance | undefined {
    return this.of(names).acceptance;
  }

  private of(names: TypeNames) {
    const key = typeNamesKey(names);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = {
      owner: this.owners.find(({ matches }) => matches(names))?.owner,
      acceptance: this.accepted.find(({ matches }) => matches(names))?.acceptance,
    };
    if (this.known.size >= cacheAtMost) this.known.clear();
    this.known.set(key, found);
    return found;
  }
}

/** The waste of an activity type now. */
export type CurrentWaste = Readonly<{ activities: number; oldestMs: number }>;

export const acceptanceVerdicts = ['accepted', 'exceeded', 'expired'] as const;
export type Verdict = (typeof acceptanceVerdicts)[number];

/** Whether an acceptance covers the waste of now: neither over its date, nor over its grace with its minimum. */
export function judgeAcceptance(
  { untilMs, graceMs, minimum }: Acceptance,
  waste: CurrentWaste,
  nowMs: number,
): Verdict {
  if (untilMs !== undefined && nowMs >= untilMs) return 'expired';
  if (graceMs === undefined && minimum === undefined) return untilMs === undefined ? 'exceeded' : 'accepted';
  const isOld = waste.oldestMs > (graceMs ?? 0);
  const isMuch = waste.activities >= (minimum ?? 1);
  return isOld && isMuch ? 'exceeded' : 'accepted';
}
