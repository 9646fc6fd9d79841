type Step = readonly [from: number, divisor: number, suffix: string];

const seconds: readonly Step[] = [
  [86_400, 86_400, ' days'],
  [3_600, 3_600, ' hours'],
  [60, 60, ' min'],
  [1, 1, ' s'],
  [1e-3, 1e-3, ' ms'],
  [0, 1e-6, ' µs'],
];
const short: readonly Step[] = [
  [1e9, 1e9, ' Bil'],
  [1e6, 1e6, ' Mil'],
  [1e3, 1e3, ' K'],
  [0, 1, ''],
];
const bytes: readonly Step[] = [
  [2 ** 30, 2 ** 30, ' GiB'],
  [2 ** 20, 2 ** 20, ' MiB'],
  [2 ** 10, 2 ** 10, ' KiB'],
  [0, 1, ' B'],
];

/** A value as Grafana would write it in that unit, more or less. */
export function format(value: number | undefined, unit: string): string {
  if (value === undefined || Number.isNaN(value)) return '';
  switch (unit) {
    case 's':
      return value === 0 ? '0 s' : stepped(value, seconds);
    case 'percentunit':
      return `${digits(value * 100)}%`;
    case 'bytes':
      return stepped(value, bytes);
    case 'reqps':
      return `${stepped(value, short)} req/s`;
    case 'cps':
      return `${stepped(value, short)} c/s`;
    case 'bool_yes_no':
      return value === 0 ? 'no' : 'yes';
    default:
      return stepped(value, short);
  }
}

function stepped(value: number, steps: readonly Step[]): string {
  const [, divisor, suffix] = steps.find(([from]) => Math.abs(value) >= from) ?? [0, 1, ''];
  const amount = digits(value / divisor);
  return `${amount}${amount === '1' ? suffix.replace(/(day|hour)s$/, '$1') : suffix}`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value > 0 ? '< 0.001' : '> -0.001';
  if (size < 0.01) return String(Number(value.toFixed(3)));
  return String(Number(value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)));
}
