import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { downloadModule } from '../../../tools/go-build.js';
import { goCommand } from '../../../tools/go-programs.js';
import { fillFolder } from '../../../tools/install-once.js';
import { cacheFolder } from '../../../tools/parts.js';

const kubernetes = 'v1.36.3';
const operator = 'v0.85.0';
// biome-ignore lint/suspicious/noExplicitAny: JSON schemas
type Json = any;

/** Arguments of kubeconform that find schemas without a network: those of Kubernetes and of the Prometheus operator. */
export async function schemaArguments(): Promise<string[]> {
  const folder = join(cacheFolder(), `kubernetes-schemas-${kubernetes}-${operator}`);
  if (!existsSync(folder)) {
    mkdirSync(cacheFolder(), { recursive: true });
    await fillFolder(folder, async (into) => {
      const module = await downloadModule(goCommand(), 'k8s.io/kubernetes', kubernetes);
      writeKubernetesSchemas(JSON.parse(readFileSync(join(module, 'api/openapi-spec/swagger.json'), 'utf8')), into);
      writeCrdSchemas(await crdFolder(), into);
    });
  }
  const builtIn = `${folder}/{{.ResourceKind}}{{.KindSuffix}}.json`;
  const custom = `${folder}/crd-{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`;
  return ['-kubernetes-version', kubernetes.slice(1), '-schema-location', builtIn, '-schema-location', custom];
}

/** Custom resource definitions of the Prometheus operator, one file each. */
export async function crdFolder(): Promise<string> {
  const path = 'github.com/prometheus-operator/prometheus-operator';
  return join(await downloadModule(goCommand(), path, operator), 'example/prometheus-operator-crd');
}

function writeKubernetesSchemas({ definitions }: Json, folder: string): void {
  const either = { oneOf: [{ type: 'string' }, { type: 'number' }] };
  const fixed = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(fixed);
    if (typeof node !== 'object' || node === null) return node;
    if (typeof node.$ref === 'string') return { $ref: node.$ref.replace('#/', '_definitions.json#/') };
    if (node.format === 'int-or-string') return either;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fixed(value)]));
  };
  const all = Object.entries<Json>(definitions).map(([name, schema]): [string, Json] => {
    if (/\.(IntOrString|Quantity)$/.test(name)) return [name, either];
    return [name, closedAtTop(fixed(schema))];
  });
  writeFileSync(join(folder, '_definitions.json'), JSON.stringify({ definitions: Object.fromEntries(all) }));
  for (const [name, schema] of Object.entries<Json>(definitions)) {
    const [kind, ...others] = schema['x-kubernetes-group-version-kind'] ?? [];
    if (kind === undefined || others.length > 0) continue;
    const group = kind.group === '' ? '' : `-${kind.group.split('.')[0]}`;
    const $ref = `_definitions.json#/definitions/${name}`;
    const text = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', $ref });
    writeFileSync(join(folder, `${kind.kind.toLowerCase()}${group}-${kind.version}.json`), text);
  }
}

function writeCrdSchemas(from: string, folder: string): void {
  const closed = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(closed);
    if (typeof node !== 'object' || node === null) return node;
    if (node['x-kubernetes-int-or-string']) return { oneOf: [{ type: 'string' }, { type: 'integer' }] };
    const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
    return node['x-kubernetes-preserve-unknown-fields'] ? inner : closedAtTop(inner);
  };
  for (const file of readdirSync(from)) {
    const { spec } = parse(readFileSync(join(from, file), 'utf8'));
    for (const { name, schema } of spec.versions) {
      const { metadata: _, ...properties } = schema.openAPIV3Schema.properties;
      const text = JSON.stringify(
        closed({ type: 'object', properties: { ...properties, metadata: { type: 'object' } } }),
      );
      // `metadata` itself is open: Kubernetes checks it.
      const open = text.replace(
        '"metadata":{"type":"object","additionalProperties":false}',
        '"metadata":{"type":"object"}',
      );
      writeFileSync(join(folder, `crd-${spec.names.kind.toLowerCase()}_${name}.json`), open);
    }
  }
}

function closedAtTop(schema: Json): Json {
  const isOpen = schema.type !== 'object' || schema.properties === undefined || 'additionalProperties' in schema;
  return isOpen ? schema : { ...schema, additionalProperties: false };
}
