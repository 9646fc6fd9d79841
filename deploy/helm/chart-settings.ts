import { z } from 'zod';
import { isSwitch, type Setting } from '../../collector/settings/setting.js';
import { settingsTable } from '../../collector/settings/table.js';
import { settingDuration } from './value-kinds.js';

/** Flags that the chart sets from values of its own. */
export const flagsOfTheChart = [
  'address',
  'namespace',
  'listen',
  'health-listen',
  'state-file',
  'shard',
  'profile',
  'api-key-file',
  'web-config-file',
  'web-external-url',
  'owners-file',
] as const;

const camelCase = (flag: string) => flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Every other setting of `collect` by the name of its flag in camel case: the chart turns `cancelGrace` into `--cancel-grace`. */
export const settingsOfChart = z.strictObject(
  Object.fromEntries(
    Object.values(settingsTable)
      .filter(({ flag }) => !(flagsOfTheChart as readonly string[]).includes(flag))
      .filter((one: Setting<unknown>) => one.commands.includes('collect') && !one.flagOnly)
      .map((setting) => [camelCase(setting.flag), schemaOf(setting).optional().describe(setting.help)]),
  ),
);

function schemaOf(setting: Setting<unknown>): z.ZodType {
  if (isSwitch(setting)) return z.boolean();
  const one = schemaOfForm(setting.form);
  return setting.repeatable ? z.union([one, z.array(z.string())]) : one;
}

/** What the program would refuse at its start is refused by `helm install`, as far as a schema can tell. */
function schemaOfForm(form: string | undefined): z.ZodType {
  switch (form) {
    case 'duration':
      return settingDuration;
    case 'number':
    case 'calls/s':
      return z.union([z.number().min(0), z.string().regex(/^[0-9]+([.][0-9]+)?$/)]);
    case 'URL':
      return z.string().regex(/^https?:\/\/.+$/);
    case 'level':
      return z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
    case 'json or text':
      return z.enum(['json', 'text']);
    default:
      return z.string().min(1);
  }
}
