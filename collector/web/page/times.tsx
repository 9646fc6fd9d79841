import { inSeconds } from '../../text/duration.js';

const dayMs = 24 * 3_600_000;

/** An instant: the time of day, with the date where it is not of the last day. */
export function Instant({ at, now }: { at: string; now: number }) {
  const isRecent = Math.abs(now - Date.parse(at)) < dayMs;
  const [date = '', time = ''] = at.slice(0, 19).split('T');
  return (
    <time dateTime={at} title={`${date} ${time} UTC`}>
      {isRecent ? time : `${date} ${time}`} UTC
    </time>
  );
}

export function ago(at: string, now: number): string {
  return `${inSeconds((now - Date.parse(at)) / 1000)} ago`;
}
