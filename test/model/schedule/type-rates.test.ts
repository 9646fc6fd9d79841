import { expect, it } from 'vitest';
import { firstPrior } from '../../../collector/model/schedule/prior.js';
import { paces, TypeRates } from '../../../collector/model/schedule/type-rates.js';
import { Timeline } from '../../simulation/timeline.js';
import { seeded } from '../../support/random.js';

const type = {
  name: 'busy',
  executions: 1,
  startsPerIdleSecond: 1 / 450,
  meanLifeSeconds: 60,
  cancelledShare: 0.2,
};

/** What is learned of the type by descriptions of one execution, one every so many seconds. */
function learnedBy(everySeconds: number) {
  const rates = new TypeRates();
  const timeline = new Timeline(type, seeded(1), 0);
  let before = timeline.describe(0);
  for (let now = everySeconds; now < 1_000_000; now += everySeconds) {
    const after = timeline.describe(now);
    const grown = after.historyLength - before.historyLength;
    if (!before.isRunning) rates.learnIdle(paces.quiet, grown, after.isRunning, everySeconds, firstPrior);
    else if (!before.isCancelRequested && after.isRunning && grown < 2)
      rates.learnRunning(after.isCancelRequested, everySeconds);
    const read = timeline.readHistory(now);
    rates.learnHistory({ ...read, ended: read.starts });
    before = after;
  }
  return rates.learned(firstPrior);
}

it.each([10, 40, 300])('learns how often activities start, described every %d s', (everySeconds) => {
  const [quiet] = learnedBy(everySeconds).startsPerIdleSecond;
  expect(quiet / type.startsPerIdleSecond).toBeGreaterThan(0.85);
  expect(quiet / type.startsPerIdleSecond).toBeLessThan(1.15);
});

it.each([10, 40])('learns how often what runs is cancelled, described every %d s', (everySeconds) => {
  const truth = type.cancelledShare / (type.meanLifeSeconds * (1 - type.cancelledShare / 2));
  const { cancelsPerRunningSecond } = learnedBy(everySeconds);
  expect(cancelsPerRunningSecond / truth).toBeGreaterThan(0.7);
  expect(cancelsPerRunningSecond / truth).toBeLessThan(1.3);
});
