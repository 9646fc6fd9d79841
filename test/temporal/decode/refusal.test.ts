import proto from '@temporalio/proto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refusalCauses, refusalScopes } from '../../../collector/model/refusal.js';
import { enums } from '../../../collector/temporal/decode/enums.js';
import { decodeRefusal } from '../../../collector/temporal/decode/refusal.js';
import { refusalDetails } from '../../support/fake-frontend/index.js';

const unknown = { cause: 'unknown', scope: 'unknown' };
const { Status } = proto.google.rpc;

it.each(refusalCauses.flatMap((cause) => refusalScopes.map((scope) => ({ cause, scope }))))(
  'a refusal for $cause of scope $scope is read from the details of the status',
  (refusal) => {
    expect(decodeRefusal(refusalDetails(refusal))).toEqual(refusal);
  },
);

it('every cause and scope that the server can name has a name here', () => {
  const namesOf = (numbers: object) => Object.keys(numbers).map((name) => name.replace(/^.*_(CAUSE|SCOPE)_/, ''));
  const named = (names: readonly string[]) => names.map((name) => name.toUpperCase().replace('UNKNOWN', 'UNSPECIFIED'));
  expect(namesOf(enums.ResourceExhaustedCause).sort()).toEqual(named(refusalCauses).sort());
  expect(namesOf(enums.ResourceExhaustedScope).sort()).toEqual(named(refusalScopes).sort());
});

it('a cause that is new is unknown, and its scope is read all the same', () => {
  const { ResourceExhaustedFailure } = proto.temporal.api.errordetails.v1;
  const value = ResourceExhaustedFailure.encode({ cause: 999 as never, scope: 2 }).finish();
  const type_url = 'type.googleapis.com/temporal.api.errordetails.v1.ResourceExhaustedFailure';
  const details = Status.encode({
    code: 8,
    details: [
      { type_url: 'other', value },
      { type_url, value },
    ],
  }).finish();
  expect(decodeRefusal(details)).toEqual({ cause: 'unknown', scope: 'system' });
});

it.each([undefined, 'text', null, [new Uint8Array(3)], new Uint8Array(0)])('%s says nothing', (details) => {
  expect(decodeRefusal(details)).toEqual(unknown);
});

it('whatever the bytes are, nothing is thrown', () => {
  const known = refusalDetails({ cause: 'rps_limit', scope: 'namespace' });
  const changed = fc
    .tuple(fc.nat(known.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(known.length))
    .map(([place, byte, length]) =>
      Buffer.from(known.map((one, at) => (at === place ? byte : one))).subarray(0, length),
    );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), changed), (bytes) => {
      const { cause, scope } = decodeRefusal(bytes);
      expect(refusalCauses).toContain(cause);
      expect(refusalScopes).toContain(scope);
    }),
    { numRuns: 500 },
  );
});
