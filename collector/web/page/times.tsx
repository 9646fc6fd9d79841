import { inSeconds } from '../../text/duration.js';
import { timeOfDay } from '../../text/instant.js';
import { useZone } from './zone.js';

/** An instant: the time of day, with the date where it is not today. */
export function Instant({ at, now }: { at: string; now: number }) {
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {timeOfDay(at, now, useZone())}
    </time>
  );
}

export function ago(at: string, now: number): string {
  return `${inSeconds((now - Date.parse(at)) / 1000)} ago`;
}
