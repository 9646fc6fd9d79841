import { status } from '@grpc/grpc-js';
import proto from '@temporalio/proto';
import type { Refusal } from '../../../collector/model/refusal.js';
import { enumName } from './proto-values.js';

const typeUrl = 'type.googleapis.com/temporal.api.errordetails.v1.ResourceExhaustedFailure';

/** The details of a status that say which limit a call ran into. */
export function refusalDetails({ cause, scope }: Refusal): Buffer {
  const named = (prefix: string, name: string) => enumName(prefix, name === 'unknown' ? 'unspecified' : name);
  const { ResourceExhaustedFailure } = proto.temporal.api.errordetails.v1;
  const failure = ResourceExhaustedFailure.fromObject({
    cause: named('RESOURCE_EXHAUSTED_CAUSE', cause),
    scope: named('RESOURCE_EXHAUSTED_SCOPE', scope),
  });
  const details = [{ type_url: typeUrl, value: ResourceExhaustedFailure.encode(failure).finish() }];
  return Buffer.from(proto.google.rpc.Status.encode({ code: status.RESOURCE_EXHAUSTED, details }).finish());
}

/** With what a call fails that the server refuses, for `FakeFrontend.fail`. */
export function refusing(refusal: Refusal) {
  const metadata = { 'grpc-status-details-bin': refusalDetails(refusal) };
  return { code: status.RESOURCE_EXHAUSTED, message: 'refused', metadata };
}
