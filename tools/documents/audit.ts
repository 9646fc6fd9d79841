import { z } from 'zod';
import { auditSchema } from '../../collector/audit/report-schema.js';

type Schema = Readonly<{
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  anyOf?: readonly Schema[];
}>;

/** docs/audit.md with the table of the fields of `audit --json` made again, the rest as it is. */
export function withAuditFields(document: string): string {
  return document.replace(
    /(?<=from collector\/audit\/report-schema\.ts; do not edit\. -->\n).*(?=<!-- end -->)/s,
    `\n${fieldsTable()}\n\n`,
  );
}

function fieldsTable(): string {
  const rows = rowsOf(z.toJSONSchema(auditSchema) as Schema, '').map(
    ([field, meaning]) => `| \`${field}\` | ${meaning} |`,
  );
  return ['| field | meaning |', '|---|---|', ...rows].join('\n');
}

/** An interval stands beside its figure, in one row. */
function rowsOf(schema: Schema, prefix: string): (readonly [field: string, meaning: string])[] {
  const fields = Object.entries(fieldsOf(schema));
  const names = new Set(fields.map(([name]) => name));
  return fields
    .filter(([name]) => !(name.endsWith('Interval') && names.has(name.slice(0, -'Interval'.length))))
    .flatMap(([name, field]) => {
      const isList = field.items !== undefined;
      const interval = names.has(`${name}Interval`) ? ` With \`${name}Interval\`.` : '';
      const own = [prefix + name + (isList ? '[]' : ''), `${field.description ?? ''}${interval}`.trim()] as const;
      return [own, ...rowsOf(field, `${prefix}${name}${isList ? '[]' : ''}.`)];
    });
}

function fieldsOf({ properties, items, anyOf = [] }: Schema): Readonly<Record<string, Schema>> {
  if (properties !== undefined) return properties;
  const inner = items ?? anyOf.find((one) => one.properties !== undefined);
  return inner === undefined ? {} : fieldsOf(inner);
}
