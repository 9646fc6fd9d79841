import type { Failure } from '../../errors.js';
import { printable } from '../../text/printable.js';
import type { NamespaceStatus, Status } from '../answers.js';
import { isUnreachable, knowledgeOf } from './situation.js';
import { ago, Instant } from './times.js';

/** How well each namespace is seen. */
export function Namespaces({ status, now }: { status: Status; now: number }) {
  const { namespaces, namespaceDiscovery, callsAtMost } = status;
  const failure = namespaceDiscovery?.lastError ?? null;
  return (
    <section aria-labelledby="namespaces">
      <h2 id="namespaces">Namespaces</h2>
      {failure !== null && (
        <p class="error discovery">
          The namespaces cannot be listed ({printable(sentenceOf(failure))}). Known namespaces are still watched; new
          ones are not found until the list can be read again.
        </p>
      )}
      {namespaces.length > 0 && <p class="calls">{callsText(callsAtMost)}</p>}
      {namespaces.length === 0 && <p>No namespace is known yet: the list has not been read.</p>}
      <ul class="namespaces">
        {namespaces.map((one) => (
          <li key={one.namespace}>
            <h3>
              <bdi>{printable(one.namespace)}</bdi> <State of={one} now={now} />
            </h3>
            {one.lastError !== null && <p class="error">{printable(sentenceOf(one.lastError))}</p>}
            <p>
              <small>{detailsOf(one, now).join(' · ')}</small>
            </p>
            {one.limits.length > 0 && (
              <ul class="limits">
                {one.limits.map(({ limit, consequence }) => (
                  <li key={limit}>{consequence}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function callsText({ thisProcess, allShards }: Status['callsAtMost']): string {
  const ofShards = allShards > thisProcess ? `, and ${tenths(allShards)} from all shards together` : '';
  return `Temporal gets at most ${tenths(thisProcess)} calls per second from this process${ofShards}; a replica of this process adds the same number.`;
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}

function sentenceOf({ method, code, detail }: Failure): string {
  return [method, code, detail].filter((part) => part !== null).join(': ');
}

function State({ of, now }: { of: NamespaceStatus; now: number }) {
  switch (knowledgeOf(of)) {
    case 'current':
      return <span class="state good">watched</span>;
    case 'starting':
      return <span class="state unknown">first pass in progress</span>;
    case 'lost':
      if (of.lastCompletePassAt === null) return <span class="state unknown">no complete pass yet</span>;
      return (
        <span class="state unknown">
          {isUnreachable(of) ? 'Temporal unreachable since ' : 'no complete pass since '}
          <Instant at={of.lastCompletePassAt} now={now} />
        </span>
      );
  }
}

const budgetNames = {
  describe: 'budget for Describe and history calls',
  visibility: 'budget for List and Count calls',
} as const satisfies Record<keyof NamespaceStatus['budget'], string>;

function detailsOf(of: NamespaceStatus, now: number) {
  const { tracked, lastCompletePassAt, oldestObservationAt, budget } = of;
  const details: string[] = [];
  if (lastCompletePassAt !== null) details.push(`last complete pass ${ago(lastCompletePassAt, now)}`);
  const { new: notDescribed = 0, closed = 0, ...open } = tracked;
  const described = Object.values(open).reduce((sum, count) => sum + count, 0);
  const openCount = described + notDescribed;
  details.push(openCount === 1 ? '1 open execution' : `${openCount} open executions`);
  if (notDescribed > 0) details.push(`${notDescribed} not examined yet`);
  if (closed > 0) details.push(`${closed} closed, waiting for their history`);
  if (oldestObservationAt !== null) details.push(`oldest observation ${ago(oldestObservationAt, now)}`);
  for (const [kind, { set, allowed }] of Object.entries(budget))
    details.push(
      allowed < set
        ? `${budgetNames[kind as keyof typeof budget]} reduced to ${round(allowed)} of ${set}/s, because Temporal throttles or does not answer`
        : `${budgetNames[kind as keyof typeof budget]} ${set}/s`,
    );
  if (of.seenLiveShare !== null) details.push(seenLiveText(of.seenLiveShare, budget.describe));
  return details;
}

/** Below this share, alerts come late for much of what is wasted. */
const mostIsSeen = 0.8;

/** To the nearest, but 100 only where it is 100.0. */
export function percentText(share: number): string {
  return `${share >= 0.9995 ? 100 : Math.min(99, Math.round(100 * share))} %`;
}

function seenLiveText(share: number, { set, allowed }: NamespaceStatus['budget']['describe']): string {
  const text = `${percentText(share)} of the waste found in the last hour was seen while it happened`;
  if (share >= mostIsSeen) return text;
  return allowed < set
    ? `only ${text}, because Temporal throttles or does not answer. If it throttles, raise its rate limit for this namespace`
    : `only ${text}; to see more, raise --requests-per-second or add shards`;
}

function round(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
