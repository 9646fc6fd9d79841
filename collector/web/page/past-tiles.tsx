import { inSeconds } from '../../text/duration.js';
import { dayBegin, inZone, zoneText } from '../../text/zone.js';
import type { Overview } from '../overview-schema.js';
import { Command, Needs } from './command.js';
import type { Filters } from './filters.js';
import type { Tile } from './tile.js';
import { staticUi, type Ui } from './ui.js';

/** What was wasted before now, where a history is kept. */
export function pastTiles(
  { history, ranOn, startedAt, timeZone, auditCommands }: Overview,
  now: number,
  filters: Filters = {},
  ui: Ui = staticUi,
): readonly Tile[] {
  if (history === null) return [];
  const isWhole = filters.finding !== undefined || filters.search !== undefined;
  const wasted = isWhole ? 'wasted, whatever the finding or ID' : 'wasted';
  const { lastHourSeconds, todaySeconds, yesterdaySeconds, since } = history;
  const clock = (at: number) => inZone(at, timeZone).slice(11, 16);
  const todayFrom = clock(Math.max(Date.parse(since), dayBegin(now, timeZone)));
  const zone = zoneText(now, timeZone);
  const hasJustStarted = now - Date.parse(startedAt) < 3_600_000;
  return [
    {
      term: 'Last hour',
      value: inSeconds(lastHourSeconds),
      meaning:
        (hasJustStarted
          ? `${wasted}; some may be from before Deadbeat started at ${clock(Date.parse(startedAt))} ${zone}`
          : `${wasted}; counted at the time when Deadbeat found it`) + besides(ranOn.lastHourSeconds),
    },
    {
      term: `Today (${zone})`,
      value: inSeconds(todaySeconds),
      meaning: `${wasted} since ${todayFrom === '00:00' ? 'midnight' : todayFrom}${besides(ranOn.todaySeconds)}`,
    },
    {
      term: `Yesterday (${zone})`,
      value: yesterdaySeconds === null ? 'not known' : inSeconds(yesterdaySeconds),
      meaning: yesterdaySeconds === null ? <FromHistory commands={auditCommands} ui={ui} /> : wasted,
    },
  ];
}

/** What the exact figures do not hold. */
function besides(ranOnSeconds: number): string {
  if (ranOnSeconds < 1) return '';
  return `; not included: at least ${inSeconds(ranOnSeconds)} of code that ran on after its timeout (inferred)`;
}

/** How to read a day that was not observed. */
function FromHistory({ commands, ui }: { commands: Overview['auditCommands']; ui: Ui }) {
  return (
    <>
      Deadbeat did not observe all of that day. To read it, as far as Temporal still has it, run{' '}
      {commands.length === 0 ? (
        <>
          <code>deadbeat audit --since 48h</code> with the connection and namespaces of this Deadbeat
        </>
      ) : (
        commands.map((command) => <Command key={command} text={command} ui={ui} />)
      )}
      {commands.length > 0 && <Needs />}
    </>
  );
}
