import { Turns } from '../async/turns.js';
import type { Entry } from '../findings/entry.js';
import { type RowStyle, rowOf } from '../findings/rows.js';
import { Worst } from '../findings/worst.js';
import type { View } from '../metrics/view.js';
import { rfc3339 } from '../text/instant.js';
import { type Body, BodyWriter } from './body.js';
import { EntryPasses } from './entry-passes.js';
import { matches } from './matches.js';
import type { RowQuery } from './query.js';

/** What the server has given up on is listed where it, or all offenders, are asked for: it is no pending activity. */
function isListed({ conditions: { suspect, undecided } }: Entry, { state, offenders }: RowQuery): boolean {
  return !(suspect || undecided) || state === 'suspect' || state === 'undecided' || offenders === true;
}

/** The body of /api/activities; see answers.ts for what it holds. */
export async function activitiesBody(
  view: View,
  query: RowQuery,
  style: RowStyle,
  turns = new Turns(),
  passes = new EntryPasses(view, style, turns),
): Promise<Body> {
  const worst = new Worst(query.limit);
  const isWanted = matches(query, style);
  await passes.visit((entry) => {
    if (isListed(entry, query) && isWanted(entry)) worst.add(entry);
  });
  const writer = new BodyWriter();
  const head = JSON.stringify({ observedAt: rfc3339(Date.now()), truncated: worst.count > query.limit });
  writer.add(`${head.slice(0, -1)},"activities":[`);
  let separator = '';
  await turns.each(worst.worstFirst(), (entry) => {
    writer.add(separator + JSON.stringify(rowOf(entry, style)));
    separator = ',';
  });
  writer.add(']}');
  return writer.end();
}
