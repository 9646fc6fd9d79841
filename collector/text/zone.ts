/** The zone in which times are written unless another is set; other names are those of the IANA database. */
export const utc = 'UTC';

const hourMs = 3_600_000;
const year10000 = Date.UTC(10_000, 0);
/** Making one takes longer than using it a hundred times, and a process writes times in one zone. */
let latest: Readonly<{ zone: string; format: Intl.DateTimeFormat }> | undefined;

/** An instant in milliseconds since the epoch as a clock of that zone shows it: `2026-01-31 14:05:09`. */
export function inZone(at: number, zone: string): string {
  // A page has thousands of times, and the other way takes fifty times as long.
  if (zone === utc && at >= 0 && at < year10000) return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const joined = (names: readonly Intl.DateTimeFormatPartTypes[], by: string) =>
    names.map((name) => parts.get(name)).join(by);
  return `${joined(['year', 'month', 'day'], '-')} ${joined(['hour', 'minute', 'second'], ':')}`;
}

/** How that zone differs from UTC at an instant: `UTC`, `UTC+1`, `UTC-3:30`. */
export function zoneText(at: number, zone: string): string {
  const minutes = Math.round(offsetMs(at, zone) / 60_000);
  if (minutes === 0) return utc;
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`;
  return `${utc}${minutes > 0 ? '+' : '-'}${Math.floor(size / 60)}${rest}`;
}

/** The instant at which clocks of that zone show a time such as `2026-01-31T14:05`; not a number if it is no time. */
export function instantIn(local: string, zone: string): number {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return asUtc;
  return asUtc - offsetMs(asUtc - offsetMs(asUtc, zone), zone);
}

/** When the day of an instant begins in that zone, at the full hour of UTC in which it does: sums are kept by such hours. */
export function dayBegin(at: number, zone: string): number {
  const midnight = instantIn(`${inZone(at, zone).slice(0, 10)}T00:00:00`, zone);
  return Math.floor(midnight / hourMs) * hourMs;
}

export function isZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** How far clocks of that zone are ahead of UTC at an instant. */
export function offsetMs(at: number, zone: string): number {
  const wholeSecond = Math.floor(at / 1000) * 1000;
  return Date.parse(`${inZone(wholeSecond, zone).replace(' ', 'T')}Z`) - wholeSecond;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  if (latest?.zone !== zone) {
    const two = '2-digit';
    const day = { year: 'numeric', month: two, day: two } as const;
    const time = { hour: two, minute: two, second: two, hourCycle: 'h23' } as const;
    latest = { zone, format: new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...day, ...time }) };
  }
  return latest.format;
}
