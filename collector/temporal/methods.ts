import type { WorkflowService } from '@temporalio/client';

/** Every RPC that Deadbeat calls, and what for. All of them only read. */
export const methods = {
  ListWorkflowExecutions: 'finds open workflows, and those that have closed since the last pass',
  CountWorkflowExecutions: 'counts closed workflows that were too many to list, and what `scan --plan` counts',
  DescribeWorkflowExecution: 'returns the pending activities of a workflow',
  GetWorkflowExecutionHistoryReverse: 'returns when a cancellation was requested and how an activity ended',
  ListActivityExecutions: 'finds open standalone activities',
  DescribeActivityExecution: 'returns the state of a standalone activity',
  ListWorkers: "reads the workers' own heartbeats: slots, and workers that are gone",
  GetClusterInfo: 'names the cluster at the start, so that a state is not continued on another one',
  DescribeNamespace: 'tells the audit how long a namespace keeps what has closed',
  ListNamespaces: "lists the namespaces, with --namespace '*' alone",
} as const satisfies Partial<Record<Capitalize<keyof WorkflowService & string>, string>>;

export type Method = keyof typeof methods;

/** Those that count against the budget of List and Count calls. */
export const visibilityMethods: ReadonlySet<Method> = new Set([
  'ListWorkflowExecutions',
  'CountWorkflowExecutions',
  'ListActivityExecutions',
  'ListWorkers',
  'ListNamespaces',
]);

/** The call of the client that makes the RPC. */
type Call<M extends Method> = WorkflowService[Uncapitalize<M> & keyof WorkflowService];
export type RequestOf<M extends Method> =
  Call<M> extends (request: infer Request) => Promise<unknown> ? Request : never;
export type AnswerOf<M extends Method> =
  Call<M> extends (request: RequestOf<M>) => Promise<infer Answer> ? Answer : never;
