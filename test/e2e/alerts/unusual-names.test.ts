import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { from, group, withCollector } from './at-work.js';
import { testRules } from './promtool.js';
import { kind } from './scenario.js';
import { scraped } from './series.js';

const end = from + 900;
const { namespace } = kind;

it('a task queue whose name has quotes and a command in it stays one word in the commands to paste', async () => {
  const task_queue = "it's; $(touch /tmp/x) `y`";
  const input = withCollector([scraped('unaccountedSlots', { namespace, task_queue }, end, () => 2)], end);
  const quoted = `${String.raw`'it'\''s; $(touch /tmp/x) `}\`y\`'`;
  expect(execFileSync('bash', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' })).toBe(task_queue);
  const inUrl = encodeURIComponent(task_queue)
    .replaceAll('%20', '+')
    .replaceAll(/['()]/g, (sign) => {
      return `%${sign.charCodeAt(0).toString(16)}`;
    });
  const commands = [
    `curl -sS 'http://localhost:9810/api/activities?namespace=shop&taskQueue=${inUrl}&state=suspect'`,
    'kubectl get pods --all-namespaces | grep HOST # HOST: what follows the @ of the worker identity',
    `temporal task-queue describe --namespace 'shop' --task-queue ${quoted}`,
  ].join('\n');
  await testRules({
    group,
    annotation: 'commands',
    input,
    alerts: [
      {
        at: end,
        alert: 'DeadbeatSlotsUnaccounted',
        firing: [{ labels: { namespace, task_queue, severity: 'warning' }, commands }],
      },
    ],
  });
});

it('an activity type with quotes, signs of patterns and letters of any language fires as every other', async () => {
  const activity_type = String.raw`\\d+ {{ .x }} $1 «größe» "a"`.replaceAll('"', String.raw`\"`);
  const unusual = { ...kind, activity_type };
  await testRules({
    group,
    input: withCollector([scraped('stalled', unusual, end, () => 1)], end),
    expect: [
      {
        at: end,
        expression: 'count by (alertname, activity_type) (ALERTS{alertstate="firing"})',
        samples: { [`{alertname="DeadbeatActivityStalled", activity_type="${activity_type}"}`]: 1 },
      },
    ],
  });
});
