import { parseArgs } from 'node:util';

type Option = Readonly<{
  /** How the value is written; absent: it takes none. */
  form?: string;
  help: string;
  /** Changes what is generated, so that it needs `--out`. */
  changes?: true;
}>;

/** Every option of `npm run generate`: parsing and `--help` read this table. */
const table = {
  check: { help: 'write nothing; name the files that differ, and fail if there are any' },
  out: { form: 'FOLDER', help: 'write there; needed with the options below (. overwrites what is committed)' },
  'datasource-uid': { form: 'UID', help: 'data source that is picked when a dashboard opens', changes: true },
  job: { form: 'NAME', help: 'scrape job of Deadbeat in your Prometheus, if it is not deadbeat', changes: true },
  'cluster-label': {
    form: 'LABEL',
    help: 'label by which your Prometheus tells clusters apart, if it is not cluster',
    changes: true,
  },
  price: { form: 'NUMBER', help: 'of a slot hour, until the reader changes it', changes: true },
  currency: { form: 'TEXT', help: 'of that price', changes: true },
  'temporal-ui': { form: 'URL', help: 'where the links to workflows lead', changes: true },
  'deadbeat-url': { form: 'URL', help: "where the links to Deadbeat's page lead", changes: true },
  thresholds: {
    form: 'FILE',
    help: 'other numbers for the alert rules and where panels turn bad: see docs/alerts.md',
    changes: true,
  },
  help: { help: 'this text' },
} as const satisfies Record<string, Option>;

type Name = keyof typeof table;
type WithValue = { [N in Name]: (typeof table)[N] extends { form: string } ? N : never }[Name];

export type GenerateOptions = Readonly<{ check: boolean; help: boolean } & { [N in WithValue]?: string }>;

/** One line that names the option and says what is accepted. */
export class BadOption extends Error {}

const entries: readonly (readonly [string, Option])[] = Object.entries(table);
const written = ([name, { form }]: (typeof entries)[number]) =>
  form === undefined ? `--${name}` : `--${name} ${form}`;

export const usage = `npm run generate -- [option…]

Writes the committed files that code makes: dashboards, alert rules and documents.

${entries.map((entry) => `  ${written(entry).padEnd(22)}${entry[1].help}\n`).join('')}`;

/** @throws BadOption */
export function readOptions(args: readonly string[]): GenerateOptions {
  const options = Object.fromEntries(
    entries.map(([name, { form }]) => [name, { type: form === undefined ? 'boolean' : 'string' } as const]),
  );
  const values = new Map<string, string>();
  for (const token of parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens) {
    if (token.kind === 'positional')
      throw new BadOption(`argument: got "${token.value}", expected nothing but ${accepted}`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = entries.find(([known]) => known === name)?.[1];
    if (option === undefined) throw new BadOption(`${rawName}: no such option, expected ${accepted}`);
    if (option.form === undefined && value !== undefined)
      throw new BadOption(`${rawName}: got "${value}", expected no value`);
    if (option.form !== undefined && (!value || value.startsWith('--')))
      throw new BadOption(`${rawName}: no value given, expected ${written([name, option])}`);
    values.set(name, value ?? '');
  }
  const changing = entries.find(([name, { changes }]) => changes && values.has(name));
  if (changing !== undefined && !values.has('out') && !values.has('help'))
    throw new BadOption(
      `--out: not given, expected the folder to write to with --${changing[0]} (. overwrites what is committed)`,
    );
  return { ...Object.fromEntries(values), check: values.has('check'), help: values.has('help') };
}

const accepted = entries.map(written).join(', ');
