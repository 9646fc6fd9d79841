import type { Account } from '../model/account/account.js';
import type { AccountData, SeriesData } from '../model/account/account-data.js';
import { type CounterName, counterNames, counters } from '../model/account/counters.js';
import type { Distribution } from '../model/account/distribution.js';
import type { Millis } from '../model/activity/activity.js';
import { metrics } from './definitions.js';
import type { Samples } from './sample-set.js';
import { isShownAtZero } from './zero-first.js';

const noObservations: Distribution = { counts: [], sum: 0, count: 0 };

/** The counters of the account as it was published last. */
export function addAccount(samples: Samples, account: Account, published: AccountData, now: Millis): void {
  for (const name of counterNames) {
    const { metric, zeroFirst } = counters[name];
    for (const row of published[name]) {
      const { labels, createdAt } = row;
      const isHeld = zeroFirst && isShownAtZero(createdAt, account, now);
      samples.addAny(metric, { labels, value: isHeld ? zeroOf(row) : shown(name, row), createdAt });
    }
    if ('fold' in metrics[metric])
      samples.add('foldedLabelSets', { metric: metrics[metric].name }, account.series[name].foldedCount);
  }
}

function zeroOf(row: SeriesData): number | Distribution {
  return 'counts' in row ? noObservations : 0;
}

function shown(name: CounterName, row: SeriesData): number | Distribution {
  if ('counts' in row) return row;
  return counters[name].unit === 'milliseconds' ? row.value / 1000 : row.value;
}
