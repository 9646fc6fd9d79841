import { inZone, utc, zoneText } from './zone.js';

/** What a date can hold, in milliseconds before or after the epoch. */
export const latestInstant = 8.64e15;

/** An instant in milliseconds since the epoch as RFC 3339, in UTC; null where there is none, or none that a date can hold. */
export function rfc3339(at: number | undefined): string | null {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The time of day of an RFC 3339 instant, with the date where that is not the day of `now`: `14:05:09 UTC`. */
export function timeOfDay(at: string, now: number, zone = utc): string {
  const instant = Date.parse(at);
  const [date = '', time = ''] = inZone(instant, zone).split(' ');
  const shown = date === inZone(now, zone).slice(0, 10) ? time : `${date} ${time}`;
  return `${shown} ${zoneText(instant, zone)}`;
}

/** An RFC 3339 instant to the minute, in UTC, with its date. */
export function minuteOf(at: string | null): string {
  return at === null ? 'unknown' : at.slice(0, 16).replace('T', ' ');
}
