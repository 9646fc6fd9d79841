import type { Identities } from '../findings/identities.js';
import type { SeriesData } from '../model/account/account-data.js';
import { type CounterName, counterNames, counters } from '../model/account/counters.js';
import type { Distribution } from '../model/account/distribution.js';
import type { Millis } from '../model/activity/activity.js';
import { metrics } from './definitions.js';
import { exemplarOf } from './exemplars.js';
import type { Sample, Samples } from './sample-set.js';
import type { View } from './view.js';
import { isShownAtZero } from './zero-first.js';

const noObservations: Distribution = { counts: [], sum: 0, count: 0 };

/** The counters of the account as it was published last. */
export function addAccount(samples: Samples, { account, identities, ...view }: View, now: Millis): void {
  const published = view.published();
  for (const name of counterNames) {
    const { metric, zeroFirst } = counters[name];
    for (const row of published[name]) {
      const { labels, createdAt } = row;
      const isHeld = zeroFirst && isShownAtZero(createdAt, account, now);
      if (isHeld) samples.addAny(metric, { labels, value: zeroOf(row), createdAt });
      else samples.addAny(metric, { labels, value: shown(name, row), createdAt, ...exemplarsOf(row, identities) });
    }
    if ('fold' in metrics[metric])
      samples.add('foldedLabelSets', { metric: metrics[metric].name }, account.series[name].foldedCount);
  }
}

function zeroOf(row: SeriesData): number | Distribution {
  return 'counts' in row ? noObservations : 0;
}

function exemplarsOf(row: SeriesData, identities: Identities): Pick<Sample, 'exemplars'> {
  if (!('counts' in row) || row.exemplars === undefined) return {};
  return { exemplars: row.exemplars.map((one) => one && exemplarOf(one, identities)) };
}

function shown(name: CounterName, row: SeriesData): number | Distribution {
  if ('counts' in row) return row;
  return counters[name].unit === 'milliseconds' ? row.value / 1000 : row.value;
}
