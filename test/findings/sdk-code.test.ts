import { expect, it } from 'vitest';
import { codeFor, sdks } from '../../collector/findings/sdk-code.js';

/** Of the narrowest column in which a report shows code: what wraps loses its comment sign. */
const columns = 48;

it.each(sdks)('writes comments in %s on lines of their own, short enough not to wrap', (sdk) => {
  for (const snippetsFor of new Set(Object.values(codeFor))) {
    const lines = snippetsFor(30)[sdk].split('\n');
    for (const line of lines.filter((one) => /\/\/|#/.test(one))) {
      expect(line).toMatch(/^\s*(\/\/|#)/);
      expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  }
});
