import { alertsSeries } from '../../../promql/metrics.js';
import { analyse, type Selector } from '../../support/promql.js';
import { knownMetrics } from './known-metrics.js';

const rates = ['rate', 'irate'];
const needsCounter = [...rates, 'increase'];

/** What is wrong with a panel's expression, variables still in it; empty when nothing is. */
export function faultsOf(expression: string, { instant }: { instant: boolean }): string[] {
  const { syntaxErrors, selectors, groupings } = analyse(plain(expression));
  if (syntaxErrors.length > 0) return syntaxErrors.map((error) => `does not parse ${error}`);
  return [
    ...selectors.flatMap((selector) => selectorFaults(selector, instant)),
    ...groupings.flatMap(({ labels, metrics }) =>
      labels
        .filter((label) => !metrics.some((metric) => knownMetrics.get(metric)?.labels.includes(label)))
        .map((label) => `groups by ${label}, which none of ${metrics.join(', ')} has`),
    ),
  ];
}

function selectorFaults({ metric, matchers, range, within, atEnd }: Selector, instant: boolean): string[] {
  const known = knownMetrics.get(metric);
  if (known === undefined) return [`${metric} is not a known metric`];
  const faults = matchers
    .filter(({ label }) => !known.labels.includes(label))
    .map(({ label }) => `${metric} has no label ${label}`);
  // Alerts keep no job.
  if (
    metric !== alertsSeries.name &&
    !matchers.some(({ label, operator, value }) => label === 'job' && operator === '=~' && value === '$job')
  )
    faults.push(`${metric} is not narrowed to $job`);

  const [by] = within;
  const isCounter = known.kind !== 'gauge';
  const isRated = range !== undefined && by !== undefined && needsCounter.includes(by);
  if (isRated && !isCounter) faults.push(`${by} of the gauge ${metric}`);
  if (isCounter && !isRated) faults.push(`${metric} is a counter and not rated`);
  if (isRated && rates.includes(by) && range !== rateInterval) faults.push(`${by} over ${range}`);
  if (by === 'increase' && range !== rateInterval && !(range === wholeRange && (instant || atEnd)))
    faults.push(`increase over ${range} at each point of a range query`);
  return faults;
}

/** Stand-ins that parse, and that no panel writes by hand. */
const rateInterval = '61s';
const wholeRange = '7201s';

function plain(expression: string): string {
  return expression
    .replaceAll('$price', '1')
    .replaceAll('$__range_s', '7201')
    .replaceAll('$__interval_ms', '61000')
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll('$__range', wholeRange);
}
