import { TemporalError } from '../temporal/rpc.js';

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
    if (!(error instanceof TemporalError)) this.add('unexpected error', 1, oneLine(String(error)));
    else this.add(`${error.method}: ${error.code}`, 1, detailOf(error));
  }

  lines(): string[] {
    return Array.from(this.kinds, ([kind, { times, detail }]) =>
      [kind, times > 1 ? ` (${times} times)` : '', detail === '' ? '' : `: ${detail}`].join(''),
    );
  }
}

/** gRPC's own messages begin with the status once more. */
function detailOf({ message, method, code }: TemporalError): string {
  return oneLine(message)
    .replace(`${method}: ${code}: `, '')
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/ Resolution note: $/, '');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
