import type { Row } from '../../findings/row.js';
import { stopConsequence, whatToDo } from '../../findings/what-to-do.js';
import { Command } from './command.js';
import { Id } from './id.js';
import { Prose } from './prose.js';
import type { Ui } from './ui.js';
import { useZone } from './zone.js';

/** What can be done about one activity now, before anything is explained. */
export function Now({ row, now, ui }: { row: Row; now: number; ui: Ui }) {
  const todo = whatToDo(row, now, useZone());
  if (todo === undefined) return null;
  const { verdict, stopWorker } = todo;
  return (
    <>
      <h4>What to do now</h4>
      <p>
        <strong>
          <Prose text={verdict} />
        </strong>
      </p>
      {stopWorker === null
        ? row.workerIdentity !== null && (
            <p>
              Its worker: <Id of={row.workerIdentity} />
            </p>
          )
        : stopping(stopWorker, stopConsequence(row), ui)}
    </>
  );
}

type StopWorker = NonNullable<NonNullable<ReturnType<typeof whatToDo>>['stopWorker']>;

function stopping({ identity, command }: StopWorker, consequence: string, ui: Ui) {
  return (
    <>
      <p>
        Its worker: <Id of={identity} />.{' '}
        {command === null
          ? 'Send that process SIGTERM, or stop it as you usually do.'
          : 'If it runs on Kubernetes, the command below stops it (add --namespace and --context).'}
      </p>
      <p>{consequence}</p>
      {command !== null && <Command text={command} ui={ui} />}
    </>
  );
}
