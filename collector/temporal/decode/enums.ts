import proto from '@temporalio/proto';

/** Temporal's enums by number. The package is CommonJS: in ESM, its values are only on the default export. */
export const enums = proto.temporal.api.enums.v1;
