import { expect, it } from 'vitest';
import { InTurn } from '../../collector/async/in-turn.js';

it('a task begins once the one before it has ended, also where that one failed', async () => {
  const inTurn = new InTurn();
  const seen: string[] = [];
  const task = (name: string, fails: boolean) => async () => {
    seen.push(`${name} begins`);
    await new Promise(setImmediate);
    seen.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled([inTurn.run(task('one', true)), inTurn.run(task('other', false))]);
  expect(seen).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
  expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'other' }]);
});
