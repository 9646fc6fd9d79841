import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import '../../collector/process/bound-functions.js';

const asked = new AsyncLocalStorage<string>();

describe('a bound function', () => {
  it('has no property by which V8 keeps what it was bound for', () => {
    expect('asyncResource' in AsyncResource.bind(() => undefined)).toBe(false);
    expect('asyncResource' in new AsyncResource('test').bind(() => undefined)).toBe(false);
  });

  it('runs in the context in which its resource was made', () => {
    const bound = asked.run('then', () => new AsyncResource('test').bind(() => asked.getStore()));
    expect(asked.run('now', () => bound())).toBe('then');
  });

  it('passes on arguments, what is returned, and what is thrown', () => {
    const bound = new AsyncResource('test').bind((a: number, b: number) => a - b);
    expect(bound(5, 3)).toBe(2);
    expect(bound).toHaveLength(2);
    const failing = new AsyncResource('test').bind(() => {
      throw new Error('failed');
    });
    expect(failing).toThrow('failed');
  });

  it('is called on what it was bound to, else on what it is called on', () => {
    function own(this: unknown) {
      return this;
    }
    const [one, other] = [{ name: 'one' }, { name: 'other' }];
    const bind = (...args: unknown[]) => Reflect.apply(AsyncResource.prototype.bind, new AsyncResource('test'), args);
    expect(bind(own, one).call(other)).toBe(one);
    expect(bind(own).call(other)).toBe(other);
  });
});
