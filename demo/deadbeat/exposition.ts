export type Sample = Readonly<{ name: string; labels: Readonly<Record<string, string>>; value: number }>;

/** Reads Prometheus text. */
export function readExposition(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) samples.push({ name, labels: readLabels(labels), value: Number(value) });
  }
  return samples;
}

function readLabels(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries(Array.from(pairs, ([, label, value]) => [label, unescaped(value ?? '')]));
}

function unescaped(value: string): string {
  return value.replaceAll(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
}

/** The sum of all series of a metric whose labels are as wanted. */
export function sum(samples: readonly Sample[], name: string, wanted: Readonly<Record<string, string>>): number {
  const matches = (sample: Sample) =>
    sample.name === name && Object.entries(wanted).every(([label, value]) => sample.labels[label] === value);
  return samples.filter(matches).reduce((total, { value }) => total + value, 0);
}
