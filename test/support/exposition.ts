export type Labels = Readonly<Record<string, string>>;
export type Sample = Readonly<{ name: string; labels: Labels; value: number }>;

/** What a text exposition says, in either format. */
export class Exposition {
  readonly samples: readonly Sample[];

  /** @throws when a line is none that a scraper would read */
  constructor(readonly text: string) {
    this.samples = text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [readSample(line)]));
  }

  /** All samples of this name that have these labels (and maybe more). */
  all(name: string, labels: Labels = {}): readonly Sample[] {
    const wanted = Object.entries(labels);
    return this.samples.filter(
      (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
    );
  }

  /** Their sum; undefined where there is none. */
  sum(name: string, labels: Labels = {}): number | undefined {
    const found = this.all(name, labels);
    return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
  }
}

// prom-client writes Nan, which scrapers read as NaN. An exemplar may follow.
const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*?)\})? (Na[nN]|[+-]Inf|[-+.\deE]+)(?: # \{.*\} \S+ \S+)?$/;
const label = /(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;
const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

function readSample(text: string): Sample {
  const [, name, inBraces = '', value] = line.exec(text) ?? [];
  const labels = [...inBraces.matchAll(label)];
  const isWhole = labels.reduce((length, [match]) => length + match.length, 0) === inBraces.length;
  if (name === undefined || !isWhole) throw new Error(`no sample: ${text}`);
  return {
    name,
    labels: Object.fromEntries(
      labels.map(([, key = '', escaped = '']) => [
        key,
        escaped.replace(/\\[n"\\]/g, (found) => escapes[found] ?? found),
      ]),
    ),
    value: Number(value?.replace('Inf', 'Infinity')),
  };
}
