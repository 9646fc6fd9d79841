/** The limits that Temporal names when it refuses a call with RESOURCE_EXHAUSTED; `unknown`: it named none, or one that is new. */
export const refusalCauses = [
  'rps_limit',
  'concurrent_limit',
  'system_overloaded',
  'persistence_limit',
  'busy_workflow',
  'aps_limit',
  'persistence_storage_limit',
  'circuit_breaker_open',
  'ops_limit',
  'worker_deployment_limits',
  'unknown',
] as const;
export type RefusalCause = (typeof refusalCauses)[number];

/** Whose limit it is: that of one namespace, or that of the whole cluster. */
export const refusalScopes = ['namespace', 'system', 'unknown'] as const;

export type Refusal = Readonly<{ cause: RefusalCause; scope: (typeof refusalScopes)[number] }>;

export const unknownRefusal: Refusal = { cause: 'unknown', scope: 'unknown' };

/** Whose calls a refusal asks to be fewer: those for the namespace of the call, or those for all namespaces of its cluster. */
export function slowedDownBy({ cause, scope }: Refusal): 'none' | 'namespace' | 'cluster' {
  switch (cause) {
    // Others hold the lock of this one workflow: that says nothing about the rate.
    case 'busy_workflow':
      return 'none';
    case 'system_overloaded':
      return 'cluster';
    case 'rps_limit':
    case 'concurrent_limit':
    case 'persistence_limit':
    case 'aps_limit':
    case 'persistence_storage_limit':
    case 'circuit_breaker_open':
    case 'ops_limit':
    case 'worker_deployment_limits':
    case 'unknown':
      return scope === 'system' ? 'cluster' : 'namespace';
  }
}
