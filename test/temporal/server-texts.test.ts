import { expect, it } from 'vitest';
import { withoutIds } from '../../collector/temporal/server-texts.js';

it.each([
  'workflow not found for ID: order-4711 and RunID: 3b1c5dbe-0b0a-4a54-9a4d-3f2b9a6f9f0e',
  'Workflow execution already completed: order-4711',
  'worker 17@secret-host is not known',
  'sql: no rows in result set (order-4711)',
  'Namespace order-4711 of workflow 12 is not found.',
  '',
])('a text that may quote an ID is withheld: %j', (text) => {
  expect(withoutIds(text)).toBe('text of the server withheld by --redact-ids');
});

it.each([
  'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:7233',
  'Name resolution failed for target dns:temporal.test:7233',
  'Deadline exceeded after 10.001s,LB pick: 0.001s,remote_addr=127.0.0.1:7233',
  'Received message larger than max (4194305 vs 4194304)',
  'namespace rate limit exceeded',
  'Namespace payments is not found.',
  'Request unauthorized.',
])('a text that names no ID stays: %j', (text) => {
  expect(withoutIds(text)).toBe(text);
});
