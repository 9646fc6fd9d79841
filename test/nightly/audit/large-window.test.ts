import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditReport } from '../../../collector/audit/report-schema.js';
import { startedAt, wasting } from '../../e2e/audit/support.js';
import { runDeadbeat } from '../../support/collector.js';
import { type FakeFrontend, type MethodName, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { seeded } from '../../support/random.js';

const closed = { few: 10_000, many: 100_000 };
const executionsAtMost = 2_000;
const budget = { requestsPerSecond: 400, visibilityPerSecond: 50 };
const wastefulShare = 0.1;
/** The frontend sees calls when it gets to them: a stall of this process must not look like a burst. */
const windowMs = 5_000;

let frontend: FakeFrontend;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  const random = seeded(7);
  for (const [workflowType, count] of Object.entries(closed))
    for (let index = 0; index < count; index++) {
      const workflowId = `${workflowType}-${index}`;
      const wastedMs = random() < wastefulShare ? Math.ceil(119_000 * random()) : 0;
      frontend.put(wasting(workflowId, wastedMs, { workflowType }));
    }
});
afterAll(() => frontend.stop());

/** At its end the process says how much memory it has had at most. */
const tellPeak = `data:text/javascript,process.on('exit',()=>console.error('peak:'+process.resourceUsage().maxRSS))`;

async function audit(workflowType: keyof typeof closed) {
  const { code, stdout, stderr } = await runDeadbeat(
    [
      ...['audit', '--json', '--address', frontend.address, '--query', `WorkflowType="${workflowType}"`],
      ...['--since', new Date(startedAt).toISOString(), '--max-executions', `${executionsAtMost}`],
      ...['--requests-per-second', `${budget.requestsPerSecond}`],
      ...['--visibility-requests-per-second', `${budget.visibilityPerSecond}`, '--min-waste', '8760h'],
      // The frontend is this process: a busy machine may stop it for a while.
      ...['--request-timeout', '1m'],
    ],
    { NODE_OPTIONS: `--import=${tellPeak}` },
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const report = JSON.parse(stdout) as AuditReport;
  const peakMb = Number(/peak:(\d+)/.exec(stderr)?.[1]) / 1024;
  return { report, peakMb };
}

it('An audit of ten times as many executions takes hardly more memory, and keeps its budget', async () => {
  const few = await audit('few');
  const many = await audit('many');
  console.log(
    `peak memory: ${few.peakMb.toFixed(0)} MB of ${closed.few}, ${many.peakMb.toFixed(0)} MB of ${closed.many}`,
  );
  expect(many.report.executions).toEqual({ closed: closed.many, open: 0, read: executionsAtMost });
  expect(many.peakMb - few.peakMb).toBeLessThan(40);
  const perSecond = (...methods: MethodName[]) => frontend.ratePeak(methods, windowMs) / (windowMs / 1000);
  const { requestsPerSecond, visibilityPerSecond } = budget;
  const readings = perSecond('GetWorkflowExecutionHistoryReverse', 'DescribeWorkflowExecution');
  expect(readings).toBeGreaterThan(0);
  expect(readings).toBeLessThanOrEqual(1.1 * requestsPerSecond);
  const listings = perSecond('ListWorkflowExecutions', 'CountWorkflowExecutions');
  expect(listings).toBeGreaterThan(0);
  expect(listings).toBeLessThanOrEqual(1.1 * visibilityPerSecond);
});
