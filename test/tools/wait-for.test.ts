import { describe, expect, it } from 'vitest';
import { GiveUp, WaitedTooLong, waitFor, withTimeout } from '../../tools/wait-for.js';

const never = new Promise<never>(() => {});

describe('waitFor', () => {
  it('asks until the answer is truthy, and returns it', async () => {
    const answers = [undefined, 0, 'ready'];
    expect(await waitFor(() => answers.shift(), { what: 'an answer', everyMs: 1 })).toBe('ready');
    expect(answers).toEqual([]);
  });

  it('says what it waited for and what it saw last', async () => {
    const waiting = waitFor(() => [].length, { what: 'the first row', deadlineMs: 20, everyMs: 1 });
    await expect(waiting).rejects.toThrow(new WaitedTooLong('waited 0.02 s for the first row; last seen: 0'));
  });

  it('takes an error for "not yet", and names the last one', async () => {
    const refuse = () => Promise.reject(new Error('connection refused'));
    const waiting = waitFor(refuse, { what: 'the server', deadlineMs: 20, everyMs: 1 });
    await expect(waiting).rejects.toThrow('waited 0.02 s for the server; last seen: Error: connection refused');
  });

  it('ends at once when the condition gives up', async () => {
    const giveUp = () => {
      throw new GiveUp('it has crashed');
    };
    await expect(waitFor(giveUp, { what: 'the server', deadlineMs: 60_000 })).rejects.toThrow('it has crashed');
  });

  it('does not wait longer than its deadline for a condition that never answers', async () => {
    await expect(waitFor(() => never, { what: 'the server', deadlineMs: 20 })).rejects.toThrow(WaitedTooLong);
  });
});

describe('withTimeout', () => {
  it('hands on what the promise brings', async () => {
    await expect(withTimeout(Promise.resolve(7), 1_000, 'a number')).resolves.toBe(7);
    await expect(withTimeout(Promise.reject(new Error('no')), 1_000, 'a number')).rejects.toThrow('no');
  });

  it('says what it waited for', async () => {
    await expect(withTimeout(never, 10, 'the end')).rejects.toThrow(new WaitedTooLong('waited 0.01 s for the end'));
  });
});
