import { parse } from 'node:querystring';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BadParameter, largestLimit, parameters, readQuery } from '../../../collector/web/query.js';
import { arbitraryText } from '../../support/arbitrary-text.js';

it('any query string is read, or refused with the parameter that is not accepted', () => {
  const names = parameters.map(({ name }) => name);
  const known = [
    ...names,
    '=',
    '&',
    '%',
    '%00',
    '%ff',
    'started',
    'no_heartbeat',
    'true',
    '200',
    '5001',
    'stale',
    ';',
    '[]',
  ];
  fc.assert(
    fc.property(arbitraryText(...known), (text) => {
      // As express reads it with its simple query parser.
      const query = parse(text);
      try {
        const { limit, ...filters } = readQuery(query);
        if (!(Number.isInteger(limit) && limit >= 1 && limit <= largestLimit)) expect.fail(`limit ${limit}`);
        for (const [name, value] of Object.entries(filters))
          if (typeof value !== 'string' && typeof value !== 'boolean') expect.fail(`${name} is ${value}`);
      } catch (error) {
        if (!(error instanceof BadParameter)) throw error;
        JSON.stringify({ parameter: error.parameter, value: error.value, expected: error.expected });
        if (!Object.hasOwn(query, error.parameter)) expect.fail(`names ${error.parameter}`);
      }
    }),
    { numRuns: 100_000 },
  );
});
