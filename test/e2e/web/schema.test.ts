import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorProcess, runDeadbeat } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, closed, running } from '../../support/runs.js';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../docs/api/${name}`, import.meta.url), 'utf8'));
const openApi = read('openapi.json');

let frontend: FakeFrontend;
let collector: CollectorProcess;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'a' }), running({ workflowId: 'b' }), running({ workflowId: 'c' }));
  frontend.put(closed({ workflowId: 'd', closeTime: Date.now() - 1_000 }));
  collector = await CollectorProcess.start({ address: frontend.address, args: ['--ui-url', 'https://ui.example.com'] });
  await collector.metricsWhen('all to be known', (now) => now.sum('deadbeat_activities') === 3);
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

/** The schema closed again: a field that the documents do not know is found. */
function closedSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closedSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closedSchema(value)]);
  const isObject = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}

function problemsOf(schema: object, value: unknown) {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.validate(closedSchema(schema) as object, value);
  return ajv.errors ?? [];
}

const schemaOf = (path: string, status = '200') => {
  const { schema } = openApi.paths[path].get.responses[status].content['application/json'];
  return '$ref' in schema ? openApi.components.schemas[schema.$ref.split('/').at(-1)] : schema;
};

describe('docs/api/openapi.json describes the real answer of', () => {
  it.each(['/api/activities', '/api/status', '/api/overview'])('%s', async (path) => {
    expect(problemsOf(schemaOf(path), await collector.json(path))).toEqual([]);
  });

  it('/api/activities to a parameter that is not accepted', async () => {
    expect(problemsOf(schemaOf('/api/activities', '400'), await collector.json('/api/activities?limit=0'))).toEqual([]);
  });

  it('every path that is answered', async () => {
    const { paths } = await collector.json('/nothing');
    expect(Object.keys(openApi.paths).sort()).toEqual([...paths].sort());
  });
});

it('docs/api/scan.schema.json describes what scan --json prints', async () => {
  const { stdout } = await runDeadbeat(['scan', '--json', '--address', frontend.address]);
  const report = JSON.parse(stdout);
  expect(report.activities).toHaveLength(1);
  expect(problemsOf(read('scan.schema.json'), report)).toEqual([]);
});
