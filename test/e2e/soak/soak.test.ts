import { expect, it } from 'vitest';
import { soak } from '../../soak/soak.js';
import { verdictTable } from '../../soak/verdict.js';

const seed = 20_261_124;

it('in two minutes of kills, outages, freezes, slow answers and a full disk nothing is lost and nothing invented', async () => {
  const lines: string[] = [];
  const verdict = await soak({
    forMs: 120_000,
    seed,
    perSecond: 2,
    disturbances: {
      'kill the collector': 2,
      'freeze the collector': 1,
      'fill the disk': 1,
      'stop the server': 1,
      'freeze the server': 1,
      'slow the server down': 1,
    },
    say: (line) => lines.push(line),
  });
  const report = [...lines, verdictTable(verdict), ...verdict.misses].join('\n');
  expect(verdict.misses, report).toEqual([]);
  for (const { kind, cancelled } of verdict.lines)
    expect(cancelled, report).toBeGreaterThan(kind === 'isNotCancelled' ? -1 : 5);
}, 900_000);
