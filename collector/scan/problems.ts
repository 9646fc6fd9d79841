import { failureOf } from '../errors.js';

type Problem = { times: number; detail: string };

/** What went wrong: each kind in one line, with how often and the first instance of it. */
export class Problems {
  private readonly kinds = new Map<string, Problem>();

  add(kind: string, times = 1, detail = ''): void {
    if (times === 0) return;
    const known = this.kinds.get(kind);
    if (known === undefined) this.kinds.set(kind, { times, detail });
    else known.times += times;
  }

  addError(error: unknown): void {
    const { method, code, detail } = failureOf(error);
    this.add(method === null ? 'unexpected error' : `${method}: ${code}`, 1, oneLine(detail));
  }

  lines(): string[] {
    return Array.from(this.kinds, ([kind, { times, detail }]) =>
      [kind, times > 1 ? ` (${times} times)` : '', detail === '' ? '' : `: ${detail}`].join(''),
    );
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
