import { expect, it } from 'vitest';
import { notAhead } from '../../../collector/model/execution/not-ahead.js';
import { descriptionAt, runningActivity, t0 } from '../../support/model.js';

const hour = 3_600_000;

it('a description of the past stays as it is', () => {
  const seen = descriptionAt(t0, [runningActivity({ attemptStartedAt: t0 - 5_000, lastHeartbeatAt: t0 + 1_500 })]);
  expect(notAhead(seen, t0)).toEqual({ description: seen, ahead: 0 });
});

it('a heartbeat an hour ahead happened just now, and is counted', () => {
  const seen = descriptionAt(t0, [runningActivity({ attemptStartedAt: t0 - 5_000, lastHeartbeatAt: t0 + hour })]);
  const { description, ahead } = notAhead(seen, t0);
  expect(ahead).toBe(1);
  expect(description.activities[0]).toMatchObject({ attemptStartedAt: t0 - 5_000, lastHeartbeatAt: t0 });
});

it('a start an hour ahead stays, for it names the attempt, and is counted', () => {
  const seen = descriptionAt(t0, [runningActivity({ attemptStartedAt: t0 + hour })]);
  const { description, ahead } = notAhead(seen, t0);
  expect(ahead).toBe(1);
  expect(description.activities[0]?.attemptStartedAt).toBe(t0 + hour);
});

it('a close an hour ahead happened just now', () => {
  const end = { at: t0 + hour, outcome: 'completed' } as const;
  expect(notAhead(descriptionAt(t0, [], { closedAt: t0 + hour, end }), t0)).toMatchObject({
    ahead: 2,
    description: { closedAt: t0, end: { at: t0, outcome: 'completed' } },
  });
});
