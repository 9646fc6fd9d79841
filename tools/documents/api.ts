import { z } from 'zod';
import { auditSchema } from '../../collector/audit/report-schema.js';
import { planSchema } from '../../collector/scan/plan/plan-schema.js';
import { reportSchema } from '../../collector/scan/report-schema.js';
import { activitiesSchema, errorSchema, statusSchema } from '../../collector/web/answers.js';
import { overviewSchema } from '../../collector/web/overview-schema.js';
import { parameters } from '../../collector/web/query.js';
import { runbookPath } from '../../collector/web/runbooks.js';
import { runbooksAsHtml } from './runbooks.js';

const runbookFiles = Object.keys(runbooksAsHtml()).map((name) => `${name}.md`);

/** docs/api/openapi.json */
export function openApiDocument(): string {
  return json({
    openapi: '3.1.0',
    info: {
      title: 'Deadbeat',
      version: '1',
      description:
        'What `deadbeat collect` answers over HTTP. Every answer comes from memory; none waits for Temporal. Fields may be added.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:9810' }],
    security: [{}, { basic: [] }],
    paths: {
      '/': probe('page', 'The page for people', 'The page, as HTML.'),
      '/api/activities': {
        get: {
          operationId: 'activities',
          summary: 'Every pending activity known, orphans included, worst first',
          parameters: parameters.map((parameter) => ({ in: 'query', ...parameter })),
          responses: {
            200: answer('The activities.', schemaOf(activitiesSchema)),
            400: answer('A parameter is not accepted.', { $ref: '#/components/schemas/Error' }),
          },
        },
      },
      '/api/overview': {
        get: {
          operationId: 'overview',
          summary: 'What the page shows: totals, offenders by activity type, and the status',
          parameters: parameters
            .filter(({ name }) => name !== 'limit')
            .map((parameter) => ({ in: 'query', ...parameter })),
          responses: { 200: answer('The overview.', schemaOf(overviewSchema)) },
        },
      },
      '/api/status': {
        get: {
          operationId: 'status',
          summary: 'How well each namespace is observed',
          responses: { 200: answer('The status.', schemaOf(statusSchema)) },
        },
      },
      [runbookPath]: {
        get: {
          operationId: 'runbook',
          summary: 'What to do about a finding, and how to check it; the page links to it',
          parameters: [{ in: 'path', name: 'name', required: true, schema: { type: 'string', enum: runbookFiles } }],
          responses: { 200: { description: 'The runbook, as HTML.' } },
        },
      },
      '/metrics': probe('metrics', 'Prometheus text, or OpenMetrics if the Accept header asks for it', 'The metrics.'),
      '/healthz': probe('health', 'Whether the process works, whatever Temporal does', 'It works.'),
      '/readyz': {
        get: {
          ...probe('readiness', 'Whether every namespace has had its first pass', 'Every namespace has been tried.')
            .get,
          responses: {
            200: { description: 'Every namespace has been tried.' },
            503: { description: 'Some namespace has not been tried yet.' },
          },
        },
      },
    },
    components: {
      schemas: { Error: schemaOf(errorSchema) },
      securitySchemes: { basic: { type: 'http', scheme: 'basic', description: 'Where --web-config-file has users.' } },
    },
  });
}

/** docs/api/plan.schema.json */
export function planSchemaDocument(): string {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return json({ $schema, title: 'What `deadbeat scan --plan --json` prints', ...schemaOf(planSchema) });
}

/** docs/api/audit.schema.json */
export function auditSchemaDocument(): string {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return json({ $schema, title: 'What `deadbeat audit --json` prints', ...schemaOf(auditSchema) });
}

/** docs/api/scan.schema.json */
export function scanSchemaDocument(): string {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return json({ $schema, title: 'What `deadbeat scan --json` prints', ...schemaOf(reportSchema) });
}

function answer(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } };
}

function probe(operationId: string, summary: string, description: string) {
  return { get: { operationId, summary, responses: { 200: { description } } } };
}

/** Open for the fields that later versions add; instants by their format alone. */
function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      delete jsonSchema.readOnly;
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.type === 'integer' && jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
        delete jsonSchema.minimum;
        delete jsonSchema.maximum;
      }
    },
  });
  return rest;
}

function json(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
