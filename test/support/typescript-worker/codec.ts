import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';

const key = Buffer.alloc(32, 7);
const encoding = 'binary/encrypted';
const [nonceBytes, tagBytes] = [12, 16];

/** Encrypts with a random nonce, as Temporal's samples do: the same content differs each time. What is not encrypted passes. */
export const encrypting: PayloadCodec = {
  encode: async (payloads) => payloads.map(encrypt),
  decode: async (payloads) => payloads.map(decrypt),
};

function encrypt({ metadata, data }: Payload): Payload {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const plain = JSON.stringify({
    encoding: Buffer.from(metadata?.encoding ?? []).toString('base64'),
    data: Buffer.from(data ?? []).toString('base64'),
  });
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return {
    metadata: { encoding: Buffer.from(encoding) },
    data: Buffer.concat([nonce, cipher.getAuthTag(), text]),
  };
}

function decrypt(payload: Payload): Payload {
  const { metadata, data } = payload;
  if (Buffer.from(metadata?.encoding ?? []).toString() !== encoding || !data) return payload;
  const bytes = Buffer.from(data);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  const kept = JSON.parse(plain.toString()) as Readonly<{ encoding: string; data: string }>;
  return { metadata: { encoding: Buffer.from(kept.encoding, 'base64') }, data: Buffer.from(kept.data, 'base64') };
}
