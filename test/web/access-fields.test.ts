import { expect, it } from 'vitest';
import { hashedIdentities, plainIdentities } from '../../collector/findings/identities.js';
import { accessFields } from '../../collector/web/access-fields.js';

const accessTo = (address: string) => ({ address, usesTls: false, needs: ['TEMPORAL_API_KEY'] as const });
const style = (count: number) => ({
  ...{ uiUrl: undefined, identities: plainIdentities, timeZone: 'UTC' },
  accesses: () =>
    Array.from({ length: count }, (_, index) => ({ access: accessTo(`t${index}:7233`), namespaces: [`n${index}`] })),
});

it('each connection has a command of its own, and what all of them need is said once', () => {
  expect(accessFields(style(2))).toEqual({
    auditCommands: [
      'deadbeat audit --address t0:7233 --namespace n0 --since 48h',
      'deadbeat audit --address t1:7233 --namespace n1 --since 48h',
    ],
    commandsNeed: ['TEMPORAL_API_KEY'],
  });
});

it('many connections have none', () => {
  expect(accessFields(style(4)).auditCommands).toEqual([]);
});

it('a query, which may name IDs, is not shown where IDs are hidden', () => {
  const query = 'WorkflowId="secret"';
  expect(accessFields({ ...style(1), query }).auditCommands[0]).toContain('secret');
  expect(accessFields({ ...style(1), query, identities: hashedIdentities }).auditCommands).toEqual([]);
});
