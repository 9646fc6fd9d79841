import { expect, it } from 'vitest';
import { NotAccepted } from '../../collector/settings/parsers.js';
import { visibilityQuery } from '../../collector/settings/visibility-query.js';

it.each([
  'WorkflowType = "order"',
  "(WorkflowType = 'a(b' OR `Custom Field` IN ('x)', 'y')) AND NOT (TaskQueue = 'q')",
  String.raw`WorkflowId = 'it\'s)'`,
])('takes a filter that stands on its own: %s', (query) => {
  expect(visibilityQuery(query)).toBe(query);
});

it.each([
  [' ', 'not empty'],
  ['WorkflowType="zzz") OR (WorkflowType="run"', 'parentheses match'],
  ['(WorkflowType="run"', 'parentheses match'],
  ['WorkflowType="run', 'quotes are closed'],
])('refuses one that would change what it is put beside: %s', (query, expected) => {
  expect(() => visibilityQuery(query)).toThrow(NotAccepted);
  try {
    visibilityQuery(query);
  } catch (error) {
    expect((error as NotAccepted).expected).toContain(expected);
  }
});
