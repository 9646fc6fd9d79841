import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { shard as shardOf } from '../../collector/settings/parsers.js';
import { settingsTable } from '../../collector/settings/table.js';
import { flagsOfTheChart } from '../../deploy/helm/chart-settings.js';

const helpers = fileURLToPath(new URL('../../deploy/helm/deadbeat/templates/_helpers.tpl', import.meta.url));

test('the chart gives each flag that it keeps for itself, and only flags that collect has', () => {
  const text = readFileSync(helpers, 'utf8');
  const given = new Set([...text.matchAll(/--([a-z][a-z-]*)=/g)].map(([, flag = '']) => flag));
  expect([...given].sort()).toEqual([...flagsOfTheChart].sort());
  const ofCollect = Object.values(settingsTable)
    .filter(({ commands }) => commands.some((command) => command === 'collect'))
    .map(({ flag }) => flag);
  expect(ofCollect).toEqual(expect.arrayContaining([...flagsOfTheChart]));
});

test('the chart asks for a share of the work as the program reads it', () => {
  const [, shard = ''] = /--shard=(\S+)\/\{\{/.exec(readFileSync(helpers, 'utf8')) ?? [];
  expect(shard).toBe('auto');
  expect(shardOf('auto/3', 'deadbeat-2')).toEqual({ index: 3, count: 3 });
});
