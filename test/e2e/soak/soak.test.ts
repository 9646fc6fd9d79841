import { expect, it } from 'vitest';
import { soak } from '../../soak/soak.js';
import { verdictTable } from '../../soak/verdict.js';

const seed = 20_261_124;

it('in two minutes of kills and outages nothing is lost and nothing invented', async () => {
  const lines: string[] = [];
  const verdict = await soak({
    forMs: 120_000,
    seed,
    perSecond: 2,
    kills: 2,
    stops: 1,
    say: (line) => lines.push(line),
  });
  const report = [...lines, verdictTable(verdict), ...verdict.misses].join('\n');
  expect(verdict.misses, report).toEqual([]);
  for (const { kind, cancelled } of verdict.lines)
    expect(cancelled, report).toBeGreaterThan(kind === 'isNotCancelled' ? -1 : 10);
}, 600_000);
