import { expect, it } from 'vitest';
import { Turns } from '../../collector/async/turns.js';
import { plainIdentities } from '../../collector/findings/identities.js';
import { EntryPasses } from '../../collector/web/entry-passes.js';
import { runningActivity } from '../support/model.js';
import { described, namespaceView, suspectOf, viewOf } from '../support/views.js';

const style = { uiUrl: undefined, identities: plainIdentities };

function counted() {
  let passes = 0;
  const namespace = namespaceView([described([runningActivity({ activityId: 'a' })])]);
  const view = viewOf(namespace);
  const namespaces = () => {
    passes += 0.5; // For the pending activities, and for the suspects.
    return view.namespaces();
  };
  return { view: { ...view, namespaces }, passes: () => passes };
}

it('Those who ask at about the same time share one pass over everything', async () => {
  const { view, passes } = counted();
  const entries = new EntryPasses(view, style, new Turns());
  const seen: string[] = [];
  const ask = (name: string) => entries.visit(({ activity }) => seen.push(`${name} ${activity.activityId}`));
  await Promise.all([ask('first'), ask('second')]);
  expect(seen).toEqual(['first a', 'second a']);
  expect(passes()).toBe(1);
  await ask('third');
  expect(passes()).toBe(2);
});

it('So many that a slice would become too long have further passes', async () => {
  const { view, passes } = counted();
  const entries = new EntryPasses(view, style, new Turns());
  let seen = 0;
  await Promise.all(Array.from({ length: 40 }, () => entries.visit(() => (seen += 1))));
  expect(seen).toBe(40);
  expect(passes()).toBe(3);
});

it('A failure reaches those who asked, and the next ones are served', async () => {
  const entries = new EntryPasses(counted().view, style, new Turns());
  const failing = entries.visit(() => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  let seen = 0;
  await entries.visit(() => {
    seen += 1;
  });
  expect(seen).toBe(1);
});

it('An attempt that is found to run on while a pass is under way is neither missing nor seen twice', async () => {
  for (const [known, later] of [
    [
      { suspects: ['1'], undecided: ['2'] },
      { suspects: ['1', '2'], undecided: [] },
    ],
    [
      { suspects: ['1', '2'], undecided: [] },
      { suspects: ['1'], undecided: ['2'] },
    ],
  ] as const) {
    let now: Readonly<Record<'suspects' | 'undecided', readonly string[]>> = known;
    const parts = {
      suspects: () => now.suspects.map((id) => suspectOf(id)),
      undecided: () => now.undecided.map((id) => suspectOf(id)),
    };
    const seen: string[] = [];
    await new EntryPasses(viewOf(namespaceView([], parts)), style, new Turns()).visit(({ activity }) => {
      seen.push(activity.activityId);
      now = later;
    });
    expect(seen).toEqual(['1', '2']);
  }
});
