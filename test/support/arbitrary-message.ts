import proto from '@temporalio/proto';
// @ts-expect-error The module has no types of its own.
import root from '@temporalio/proto/protos/json-module.js';
import fc from 'fast-check';

/** A field as protobufjs reflects it. */
type Field = Readonly<{
  name: string;
  type: string;
  repeated: boolean;
  map: boolean;
  resolvedType: Type | Enum | null;
  partOf: { name: string } | null;
  resolve: () => void;
}>;
type Type = Readonly<{ fieldsArray: readonly Field[] }>;
type Enum = Readonly<{ values: Readonly<Record<string, number>> }>;

const nestedAtMost = 3;
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 20 }));
const int32 = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)));
const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String), fc.nat().map(String));

/**
 * Any valid message of a type, as the wire carries it and protobufjs decodes it: fields present or absent, enum values that
 * no one has defined yet, numbers at their limits. @param name such as temporal.api.history.v1.HistoryEvent
 */
export function arbitraryMessage<T>(name: string): fc.Arbitrary<T> {
  const codec = codecOf(name);
  return arbitraryFields(root.lookupType(name), 0).map(
    (fields) => codec.decode(codec.encode(codec.fromObject(fields)).finish()) as T,
  );
}

function arbitraryFields(type: Type, depth: number): fc.Arbitrary<object> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  const choices = new Map<string, fc.Arbitrary<object>[]>();
  for (const field of type.fieldsArray) {
    field.resolve();
    const value = arbitraryValue(field, depth);
    if (value === undefined) continue;
    const name = camelCase(field.name);
    if (field.partOf === null) fields[name] = fc.option(value, { nil: undefined, freq: 1 });
    else choices.set(field.partOf.name, [...(choices.get(field.partOf.name) ?? []), fc.record({ [name]: value })]);
  }
  // Of the fields of a oneof, one is set.
  const chosen = [...choices.values()].map((group) => fc.oneof(...group));
  return fc.tuple(fc.record(fields), ...chosen).map((parts) => Object.assign({}, ...parts));
}

function arbitraryValue(field: Field, depth: number): fc.Arbitrary<unknown> | undefined {
  if (field.map) return undefined;
  const one = arbitraryScalar(field) ?? arbitraryNested(field, depth);
  return one !== undefined && field.repeated ? fc.array(one, { maxLength: 2 }) : one;
}

function arbitraryNested({ resolvedType }: Field, depth: number): fc.Arbitrary<unknown> | undefined {
  if (resolvedType === null) return undefined;
  if ('values' in resolvedType) return fc.oneof(fc.constantFrom(...Object.values(resolvedType.values)), fc.nat(1_000));
  // Deeper, all messages are empty: a failure may hold a failure, without an end.
  return depth >= nestedAtMost ? fc.constant({}) : arbitraryFields(resolvedType, depth + 1);
}

function arbitraryScalar({ type }: Field): fc.Arbitrary<unknown> | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 });
    case 'bool':
      return fc.boolean();
    case 'int32':
    case 'sint32':
      return int32;
    case 'int64':
    case 'sint64':
      return int64;
    case 'uint32':
    case 'uint64':
      return fc.nat();
    case 'float':
    case 'double':
      return fc.double();
    default:
      return undefined;
  }
}

type Codec = Readonly<{
  fromObject: (fields: object) => object;
  encode: (message: object) => { finish: () => Uint8Array };
  decode: (bytes: Uint8Array) => object;
}>;

function codecOf(name: string): Codec {
  let found: unknown = proto;
  for (const part of name.split('.')) found = (found as Record<string, unknown>)[part];
  return found as Codec;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
