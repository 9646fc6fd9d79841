import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';

type Service = temporal.api.workflowservice.v1.WorkflowService;
type RpcPlumbing = 'rpcImpl' | 'requestDelimited' | 'responseDelimited' | 'end' | 'on' | 'off' | 'once' | 'emit';

/** An RPC of WorkflowService, as the wire names it: `DescribeWorkflowExecution`. */
export type MethodName = Capitalize<Exclude<keyof Service & string, RpcPlumbing>>;
type Method<M extends MethodName> = Service[Uncapitalize<M> & keyof Service];
export type RequestOf<M extends MethodName> = M extends MethodName
  ? Method<M> extends (request: infer Request) => Promise<unknown>
    ? Request
    : never
  : never;
export type ResponseOf<M extends MethodName> = M extends MethodName
  ? Method<M> extends (request: RequestOf<M>) => Promise<infer Response>
    ? Response
    : never
  : never;

/** What a fault applies to. */
export type Target = MethodName | readonly MethodName[] | '*';
export type MethodsOf<T extends Target> = T extends '*'
  ? MethodName
  : T extends MethodName
    ? T
    : T extends readonly (infer M extends MethodName)[]
      ? M
      : never;

export type Codec = {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
};

type Reflected = {
  methods: Record<string, { resolve(): { resolvedRequestType: Codec; resolvedResponseType: Codec } }>;
};

const serviceName = 'temporal.api.workflowservice.v1.WorkflowService';
// The package's declarations hide it, but the service is a protobufjs reflection object.
const reflected = proto.temporal.api.workflowservice.v1.WorkflowService as unknown as Reflected;

export const rpcs = Object.entries(reflected.methods).map(([name, method]) => {
  const { resolvedRequestType: request, resolvedResponseType: response } = method.resolve();
  return { name: name as MethodName, path: `/${serviceName}/${name}`, request, response };
});

/** Anything that is not plainly a read could change something, or reach a worker. */
export function isWrite(method: MethodName): boolean {
  return !/^(Get|List|Describe|Count|Scan)[A-Z]/.test(method);
}
