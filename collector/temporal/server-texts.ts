/**
 * How texts begin that gRPC, the decoder or Temporal's limits write: they name addresses, sizes and namespaces, and never a workflow, a
 * run, an activity or a worker.
 */
const namesNoIds =
  /^(Call cancelled|Channel closed|Connection dropped|Deadline exceeded|Failed to decompress|Failed to start HTTP|Name resolution failed|No connection established|No message received|Protocol not secure enough|Received (HTTP|RST_STREAM|message)|Stream refused|Subchannel not ready|Waiting for LB pick|Write (error|failed)|index out of range|invalid (end group|wire type)|the answer holds no message|(connect|read|write|getaddrinfo) E[A-Z]+\b|Not enough hosts to serve the request|Request unauthorized|(namespace|system|service) (concurrency|rate) limit exceeded|unknown (method|service) [\w./]+|Namespace \S+ (is|was) not found\.?$)/i;

const withheld = 'text of the server withheld by --redact-ids';

/** What an error says, as it may be shown with --redact-ids: Temporal's own texts may quote IDs. */
export function withoutIds(detail: string): string {
  return namesNoIds.test(detail) ? detail : withheld;
}
