import { okabeIto } from '../collector/findings/colours.js';
import { findings } from '../collector/findings/findings.js';
import { reasons } from '../collector/model/activity/reason.js';

export const judgement = { good: okabeIto.green, warn: okabeIto.orange, bad: okabeIto.vermillion } as const;
export const neutral = okabeIto.skyBlue;
export const unknown = okabeIto.grey;

export type Word = Readonly<{ color: string; text: string }>;

/** Color and words of each reason on every dashboard. */
export const reasonWords: Readonly<Record<string, Word>> = {
  ...Object.fromEntries(
    reasons.map((reason) => [reason, { color: findings[reason].colour, text: findings[reason].short }]),
  ),
  none: { color: okabeIto.grey, text: 'none' },
};

export const phaseWords: Readonly<Record<string, Word>> = {
  new: { color: okabeIto.yellow, text: 'new' },
  idle: { color: okabeIto.grey, text: 'idle' },
  active: { color: okabeIto.skyBlue, text: 'active' },
  cancel_requested: { color: okabeIto.vermillion, text: 'cancel requested' },
  closed: { color: okabeIto.blue, text: 'closed' },
};

export const slotWords: Readonly<Record<string, Word>> = {
  used: { color: okabeIto.skyBlue, text: 'used' },
  free: { color: okabeIto.green, text: 'free' },
  unaccounted: { color: okabeIto.vermillion, text: 'unaccounted' },
};

/** How well activities keep to their heartbeat timeout. */
export const silenceWords: Readonly<Record<string, Word>> = {
  healthy: { color: okabeIto.green, text: 'up to 0.8: healthy' },
  near: { color: okabeIto.skyBlue, text: '0.8 to 0.9: late' },
  stale: { color: okabeIto.orange, text: '0.9 to 1: stale' },
  overdue: { color: okabeIto.vermillion, text: 'over 1: about to be timed out' },
};
