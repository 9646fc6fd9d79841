import { expect, it } from 'vitest';
import { SeenLive } from '../../../collector/model/account/seen-live.js';
import { newAccount } from '../../support/model.js';

const minuteMs = 60_000;

function setUp() {
  const account = newAccount();
  const seenLive = new SeenLive(account);
  const waste = (namespace: string, seconds: number, late: boolean) => {
    const labels = { namespace, taskQueue: 'work', workflowType: 'order', activityType: 'charge' };
    account.apply([{ kind: 'wasted', labels, reason: 'no_heartbeat', changeMs: seconds * 1_000, late }]);
  };
  return { seenLive, waste };
}

it('is the part of the waste that was not found afterwards, by namespace', () => {
  const { seenLive, waste } = setUp();
  waste('shop', 1_000, true);
  seenLive.observe(0);
  waste('shop', 90, false);
  waste('shop', 30, true);
  waste('bank', 10, true);
  expect([...seenLive.shares()]).toEqual([
    ['shop', 0.75],
    ['bank', 0],
  ]);
});

it('is unknown where nothing was wasted', () => {
  const { seenLive, waste } = setUp();
  waste('shop', 90, false);
  seenLive.observe(0);
  expect([...seenLive.shares()]).toEqual([]);
});

it('forgets what is more than an hour old, however often it is told the time', () => {
  const { seenLive, waste } = setUp();
  seenLive.observe(0);
  waste('shop', 100, true);
  for (let second = 0; second <= 3_700; second++) seenLive.observe(second * 1_000);
  expect([...seenLive.shares()]).toEqual([]);
  waste('shop', 5, false);
  for (let minute = 63; minute < 100; minute++) seenLive.observe(minute * minuteMs);
  expect(seenLive.shares().get('shop')).toBe(1);
});
