import { z } from 'zod';
import { durationForm, duration as milliseconds, NotAccepted } from '../collector/settings/parsers.js';

/** A duration as a user writes it and as Prometheus reads it: `15s`, `1h30m`. */
export type Duration = string;

export function inMs(duration: Duration): number {
  return milliseconds(duration);
}

const isDuration = (least: number) => (text: string) => {
  try {
    return milliseconds(text) >= least;
  } catch (error) {
    if (error instanceof NotAccepted) return false;
    throw error;
  }
};

/** Each kind of threshold says what it accepts; the reason of its default goes into docs/alerts.md. */
export function duration(value: Duration, reason: string) {
  return kind('duration', z.string(), isDuration(1), `${durationForm}, longer than 0s`, value, reason);
}

export function pause(value: Duration, reason: string) {
  return kind('pause', z.string(), isDuration(0), `${durationForm}; 0s turns it off`, value, reason);
}

export function share(value: number, reason: string) {
  return kind('share', z.number(), (given) => given > 0 && given < 1, 'a number above 0 and below 1', value, reason);
}

export function factor(value: number, reason: string) {
  return kind('factor', z.number(), (given) => given > 0, 'a number above 0', value, reason);
}

export function count(value: number, reason: string) {
  return kind(
    'count',
    z.number(),
    (given) => Number.isInteger(given) && given > 0,
    'a whole number from 1',
    value,
    reason,
  );
}

export function baseUrl(value: string, reason: string) {
  const isHttp = (text: string) => URL.canParse(text) && /^https?:\/\/[^@]+[^/]$/.test(text);
  return kind(
    'url',
    z.string(),
    isHttp,
    'an http or https URL without user name and without / at its end',
    value,
    reason,
  );
}

export const expected = (accepted: string) => `expected ${accepted}`;

/** What a value may be; the schema of the chart's values has a pattern for each. */
export type ThresholdKind = 'duration' | 'pause' | 'share' | 'factor' | 'count' | 'url';

function kind<T extends string | number>(
  name: ThresholdKind,
  type: z.ZodType<T, T>,
  isAccepted: (value: T) => boolean,
  accepted: string,
  value: T,
  reason: string,
) {
  const error = expected(accepted);
  return z
    .custom<T>((given) => type.safeParse(given).success && isAccepted(given as T), { error })
    .default(value as never)
    .meta({ default: value, reason, kind: name });
}
