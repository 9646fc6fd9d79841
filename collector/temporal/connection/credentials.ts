import { BadConnectionSettings } from './bad-settings.js';

/** What gRPC accepts as the value of a header. */
const headerValue = /^[\x20-\x7e]+$/;
const headerName = /^[0-9a-z_.-]+$/;

/**
 * An API key as gRPC can send it: most files with a key end in a newline.
 * @param setting where it comes from; the key itself is never told
 */
export function cleanApiKey(key: unknown, setting: string): string {
  const trimmed = typeof key === 'string' ? key.trimEnd() : '';
  if (!/^[\x21-\x7e]+$/.test(trimmed))
    throw new BadConnectionSettings(`${setting}: expected a key of visible ASCII characters alone, without spaces`);
  return trimmed;
}

/** Headers as gRPC can send them. @param settingOf where a header comes from; its value is never told */
export function cleanMetadata(
  metadata: unknown,
  settingOf: (name: string) => string,
): Record<string, string> | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (typeof metadata !== 'object' || Array.isArray(metadata))
    throw new BadConnectionSettings('grpc_meta of temporal.toml: expected a table of texts');
  const clean = Object.entries(metadata).map(([name, value]): [string, string] => {
    const trimmed = typeof value === 'string' ? value.trimEnd() : '';
    if (!headerName.test(name) || name.endsWith('-bin'))
      throw new BadConnectionSettings(`${settingOf(name)}: expected a header name of a-z, 0-9, "-", "_" and "."`);
    if (!headerValue.test(trimmed))
      throw new BadConnectionSettings(`${settingOf(name)}: expected a value of ASCII characters alone`);
    return [name, trimmed];
  });
  return Object.fromEntries(clean);
}
