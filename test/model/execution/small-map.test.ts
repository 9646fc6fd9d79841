import { expect, it } from 'vitest';
import { smallMap } from '../../../collector/model/execution/small-map.js';

it.each([0, 1, 2])('reads like the map that it was made from, with %i entries', (size) => {
  const map = new Map(Array.from({ length: size }, (_, index) => [`key ${index}`, index]));
  const small = smallMap(map);
  expect(small.size).toBe(size);
  expect([...small]).toEqual([...map]);
  expect([...small.entries()]).toEqual([...map]);
  expect([...small.keys()]).toEqual([...map.keys()]);
  expect([...small.values()]).toEqual([...map.values()]);
  expect([small.get('key 0'), small.has('key 0'), small.get('other'), small.has('other')]).toEqual([
    map.get('key 0'),
    map.has('key 0'),
    undefined,
    false,
  ]);
  const visited: unknown[] = [];
  small.forEach((value, key) => {
    visited.push([key, value]);
  });
  expect(visited).toEqual([...map]);
});
