import { expect, it } from 'vitest';
import { TemporalError } from '../collector/errors.js';

it.each([
  ['NOT_FOUND', 'workflow execution not found for workflow ID "a" and run ID "b"', true],
  ['NOT_FOUND', 'sql: no rows in result set', true],
  ['NOT_FOUND', 'Namespace orders is not found.', false],
  ['PERMISSION_DENIED', 'Request unauthorized.', false],
] as const)('tells a missing execution from a missing namespace: %s, %s', (code, detail, isGone) => {
  expect(new TemporalError('DescribeWorkflowExecution', code, detail).isOfMissingExecution).toBe(isGone);
});
