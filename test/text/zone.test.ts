import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayBegin, instantIn, inZone, zoneText } from '../../collector/text/zone.js';

const winter = Date.parse('2026-01-31T23:05:09Z');
const summer = Date.parse('2026-07-01T12:00:00Z');

describe('A time zone', () => {
  it.each([
    ['UTC', '2026-01-31 23:05:09', 'UTC'],
    ['Europe/Berlin', '2026-02-01 00:05:09', 'UTC+1'],
    ['America/New_York', '2026-01-31 18:05:09', 'UTC-5'],
    ['Asia/Kathmandu', '2026-02-01 04:50:09', 'UTC+5:45'],
  ])('%s shows an instant as its clocks do', (zone, shown, difference) => {
    expect(inZone(winter, zone)).toBe(shown);
    expect(zoneText(winter, zone)).toBe(difference);
  });

  it('UTC shows an instant as the data base of time zones has it', () => {
    const instants = fc.integer({ min: -1e12, max: Date.UTC(12_000, 0) });
    fc.assert(fc.property(instants, (at) => inZone(at, 'UTC') === inZone(at, 'Etc/UTC')));
  });

  it('follows daylight saving time', () => {
    expect(zoneText(summer, 'Europe/Berlin')).toBe('UTC+2');
  });

  it.each(['UTC', 'Europe/Berlin', 'America/St_Johns'])('%s finds the instant that its clocks show', (zone) => {
    for (const at of [winter, summer]) expect(instantIn(inZone(at, zone).replace(' ', 'T'), zone)).toBe(at);
    expect(instantIn('no time', zone)).toBeNaN();
  });

  it('begins its day at its own midnight, or in the full hour before', () => {
    const begins = (zone: string) => new Date(dayBegin(winter, zone)).toISOString().slice(0, 16);
    expect(begins('UTC')).toBe('2026-01-31T00:00');
    expect(begins('Europe/Berlin')).toBe('2026-01-31T23:00');
    expect(begins('Asia/Kathmandu')).toBe('2026-01-31T18:00');
  });

  it('begins the days of a change of the clocks right', () => {
    const noon = Date.parse('2026-10-25T11:00:00Z');
    const begin = dayBegin(noon, 'Europe/Berlin');
    expect(new Date(begin).toISOString()).toBe('2026-10-24T22:00:00.000Z');
    expect(dayBegin(begin - 1, 'Europe/Berlin')).toBe(begin - 24 * 3_600_000);
    expect(dayBegin(noon + 86_400_000, 'Europe/Berlin')).toBe(begin + 25 * 3_600_000);
  });
});
