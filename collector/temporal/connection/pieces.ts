/** A length-delimited field whose own fields are worth dividing. */
export type Nested = Readonly<{ field: number; name: string }>;

type Field = Readonly<{ number: number; contentAt: number; end: number }>;
const [varint, fixed64, lengthDelimited, fixed32] = [0, 1, 2, 5];

/**
 * Divides an encoded message between its fields into pieces of about `size` bytes. Protobuf reads messages that follow one another as
 * one: what the pieces hold, put together, is the message. Bytes that are no message are left for the decoder to refuse.
 */
export function* piecesOf(message: Uint8Array, size: number, nested?: Nested): Generator<Uint8Array, void> {
  let [start, position] = [0, 0];
  while (position < message.length) {
    const field = fieldAt(message, position);
    if (field === undefined) break;
    const { contentAt, end, number } = field;
    if (number === nested?.field && end - contentAt > size) {
      if (position > start) yield message.subarray(start, position);
      const tag = message.subarray(position, position + 1);
      for (const inner of piecesOf(message.subarray(contentAt, end), size))
        yield Buffer.concat([tag, encodedVarint(inner.length), inner]);
      start = end;
    }
    position = end;
    if (position - start < size) continue;
    yield message.subarray(start, position);
    start = position;
  }
  if (start < message.length) yield message.subarray(start);
}

/** Adds what another piece of a message holds. */
export function mergePiece(message: Record<string, unknown>, piece: object, nested?: Nested): void {
  for (const [name, value] of Object.entries(piece)) {
    const known = message[name];
    if (Array.isArray(known) && Array.isArray(value)) for (const item of value) known.push(item);
    else if (name === nested?.name && isObject(known) && isObject(value)) mergePiece(known, value);
    else message[name] = value;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Undefined where the bytes are none that protobuf writes today. */
function fieldAt(bytes: Uint8Array, position: number): Field | undefined {
  const tag = readVarint(bytes, position);
  if (tag === undefined) return undefined;
  const [type, number] = [tag.value & 7, tag.value >>> 3];
  const until = (contentAt: number, end: number) => (end <= bytes.length ? { number, contentAt, end } : undefined);
  switch (type) {
    case varint: {
      const value = readVarint(bytes, tag.end);
      return value && until(tag.end, value.end);
    }
    case fixed64:
      return until(tag.end, tag.end + 8);
    case fixed32:
      return until(tag.end, tag.end + 4);
    case lengthDelimited: {
      const length = readVarint(bytes, tag.end);
      return length && until(length.end, length.end + length.value);
    }
    default:
      return undefined;
  }
}

const longestVarint = 10;

/** The value is exact up to 2^53. */
function readVarint(bytes: Uint8Array, position: number): Readonly<{ value: number; end: number }> | undefined {
  let value = 0;
  for (let index = 0; index < longestVarint; index++) {
    const byte = bytes[position + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: position + index + 1 };
  }
  return undefined;
}

function encodedVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
