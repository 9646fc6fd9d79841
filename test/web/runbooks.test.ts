import { expect, it } from 'vitest';
import { addressFor } from '../../collector/web/runbooks.js';

it.each([
  [undefined, '127.0.0.1:9877', 'http://127.0.0.1:9877'],
  [undefined, '[::1]:9877', 'http://[::1]:9877'],
  ['https://example.com/deadbeat/', '10.0.0.1:9810', 'https://example.com/deadbeat'],
  ["https://example.com/it's", 'deadbeat:9810', 'http://deadbeat:9810'],
  [undefined, 'deadbeat"><script>', 'http://COLLECTOR:9810'],
  [undefined, "a';reboot;'", 'http://COLLECTOR:9810'],
  [undefined, '$(reboot)', 'http://COLLECTOR:9810'],
  [undefined, undefined, 'http://COLLECTOR:9810'],
])(
  'the commands of a runbook have an address that stands in a shell as it is: %s, %s',
  (externalUrl, host, address) => {
    expect(addressFor(externalUrl, 'http', host)).toBe(address);
  },
);
