import proto from '@temporalio/proto';
import { type Refusal, type RefusalCause, refusalCauses, refusalScopes, unknownRefusal } from '../../model/refusal.js';
import { enums } from './enums.js';

const { Status } = proto.google.rpc;
const { ResourceExhaustedFailure } = proto.temporal.api.errordetails.v1;
const typeName = /(^|\/)temporal\.api\.errordetails\.v1\.ResourceExhaustedFailure$/;

const causes = namesByNumber(enums.ResourceExhaustedCause, 'RESOURCE_EXHAUSTED_CAUSE_', refusalCauses);
const scopes = namesByNumber(enums.ResourceExhaustedScope, 'RESOURCE_EXHAUSTED_SCOPE_', refusalScopes);

/** Decodes the details of a status (`grpc-status-details-bin`); what cannot be read is unknown. Never throws. */
export function decodeRefusal(details: unknown): Refusal {
  if (!(details instanceof Uint8Array)) return unknownRefusal;
  try {
    for (const { type_url: type, value } of Status.decode(details).details ?? []) {
      if (!typeName.test(type ?? '')) continue;
      const { cause, scope } = ResourceExhaustedFailure.decode(value ?? new Uint8Array());
      return { cause: causes.get(cause ?? 0) ?? 'unknown', scope: scopes.get(scope ?? 0) ?? 'unknown' };
    }
  } catch {
    // The refusal itself is in the status.
  }
  return unknownRefusal;
}

function namesByNumber<N extends RefusalCause | Refusal['scope']>(
  numbers: object,
  prefix: string,
  names: readonly N[],
): ReadonlyMap<number, N> {
  const byNumber = new Map<number, N>();
  for (const name of names) {
    const number: unknown = numbers[`${prefix}${name.toUpperCase()}` as keyof typeof numbers];
    if (typeof number === 'number') byNumber.set(number, name);
  }
  return byNumber;
}
