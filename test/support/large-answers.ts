import proto from '@temporalio/proto';
import { startFakeFrontend } from './fake-frontend/index.js';
import { cancelled } from './runs.js';

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

/** A frontend with workflows whose descriptions are this large: the details of a heartbeat make them so. */
export async function frontendOfLargeAnswers(workflows: number, bytes: number, delayMs = 0) {
  const frontend = await startFakeFrontend();
  const ids = Array.from({ length: workflows }, (_, index) => `large-${index}`);
  frontend.put(...ids.map((workflowId) => cancelled({ workflowId })));
  const payloads = [{ metadata: {}, data: new Uint8Array(bytes) }];
  let answer: Uint8Array | undefined;
  frontend.mangle('DescribeWorkflowExecution', (response) => {
    const [pending] = response.pendingActivities ?? [];
    if (pending) pending.heartbeatDetails = { payloads };
    // All are alike, but for their names: made once.
    answer ??= DescribeWorkflowExecutionResponse.encode(response).finish();
    return answer;
  });
  if (delayMs > 0) frontend.delay('DescribeWorkflowExecution', delayMs);
  return { frontend, ids };
}
