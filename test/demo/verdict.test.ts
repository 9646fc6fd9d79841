import { describe, expect, it } from 'vitest';
import type { Measure, TwinName } from '../../demo/scenarios/scenario.js';
import { allAgree, comparison, isAnyCompared, type Verdict } from '../../demo/verdict.js';
import { aVerdict } from './support/verdict.js';

function verdict(
  scenario: string,
  twin: TwinName,
  agrees: boolean | undefined,
  others: Partial<Verdict> = {},
): Verdict {
  const figure = agrees === undefined ? undefined : 10;
  return aVerdict({ scenario, twin, history: figure, deadbeat: figure, agrees, ...others });
}

describe('a run is a success', () => {
  const compared = [verdict('crash', 'without', true), verdict('crash', 'with', true)];

  it('when all that was compared agrees, whatever --for has cut off', () => {
    const cutOff = [verdict('orphan', 'without', undefined), verdict('orphan', 'with', true)];
    expect(allAgree([...compared, ...cutOff])).toBe(true);
  });

  it.each([
    ['nothing is over', [undefined, undefined]],
    ['only the twin with the remedy is over', [undefined, true]],
  ] as const)('not when %s', (_when, [without, withRemedy]) => {
    const verdicts = [verdict('crash', 'without', without), verdict('crash', 'with', withRemedy)];
    expect([isAnyCompared(verdicts), allAgree(verdicts)]).toEqual([false, false]);
  });

  it.each([
    ['one figure differs', verdict('orphan', 'with', false)],
    ['something under way is accused without cause', verdict('orphan', 'with', undefined, { accused: ['lost'] })],
    ['an alert did not fire', verdict('orphan', 'without', true, { notFired: ['DeadbeatOrphansPilingUp'] })],
  ])('not when %s, although another pair agrees', (_when, bad) => {
    expect(isAnyCompared([...compared, bad])).toBe(true);
    expect(allAgree([...compared, bad])).toBe(false);
  });
});

describe('a figure beside that of history', () => {
  it.each<[string, Measure, number, number, { agrees: boolean; isBound: boolean }]>([
    ['agrees as far as milliseconds are known', 'wasted', 118.909, 118.92, { agrees: true, isBound: false }],
    ['differs by a second of waste', 'wasted', 118.909, 117.9, { agrees: false, isBound: false }],
    ['agrees within the delay of a retry', 'lost', 116.044, 115.466, { agrees: true, isBound: false }],
    ['is a bound where Deadbeat never noticed the death', 'lost', 8.478, 0, { agrees: true, isBound: true }],
    ['is wrong where Deadbeat counted some of a short loss', 'lost', 8.478, 3, { agrees: false, isBound: false }],
    ['is wrong where Deadbeat missed a long loss', 'lost', 63.97, 0, { agrees: false, isBound: false }],
    ['needs every slot', 'slots', 3, 2, { agrees: false, isBound: false }],
  ])('%s', (_what, measure, history, deadbeat, expected) => {
    expect(comparison(measure, history, deadbeat)).toEqual(expected);
  });
});
