import { adviceOn } from '../../findings/advice.js';
import { findings } from '../../findings/findings.js';
import { isGivenUp } from '../../findings/given-up.js';
import type { Row } from '../../findings/row.js';
import { runbookPathOf } from '../../findings/runbook-path.js';
import { beforeGivenUp, latestEnd } from '../../findings/what-to-do.js';
import { inSeconds } from '../../text/duration.js';
import { elementIdOf, keyOf } from './address.js';
import { Code } from './code.js';
import { Command, Needs } from './command.js';
import { Evidence } from './evidence.js';
import { Id } from './id.js';
import { Now } from './now.js';
import { Picture, Spot } from './picture.js';
import { Prose } from './prose.js';
import { savingOf } from './saving.js';
import type { Axis } from './scale.js';
import type { Ui } from './ui.js';
import { useZone } from './zone.js';

type CaseProps = Readonly<{ row: Row; axis: Axis; now: number; ui: Ui; isOpen: boolean }>;

/** One offender: a bar, and what is known of it once it is opened. */
export function Case({ row, axis, now, ui, isOpen }: CaseProps) {
  const key = keyOf(row);
  const wasted = wastedOf(row);
  const waits = waitsOf(row);
  const onToggle = (event: { currentTarget: HTMLDetailsElement }) => ui.toggle?.(key, event.currentTarget.open);
  return (
    <details class="case" id={elementIdOf(key)} open={isOpen} onToggle={onToggle}>
      <summary>
        <span class={/^[≥≤\d]/.test(wasted) ? 'wasted counted' : 'wasted'}>
          {wasted}
          {wasted !== '' && waits !== '' && ', '}
          {waits !== '' && <small>{waits}</small>}
        </span>
        <span class="who">
          <Id of={row.workflowId} /> <small>{row.attempt > 1 ? `attempt ${row.attempt}` : ''}</small>
        </span>
        <Picture row={row} axis={axis} />
        <span class="until">{latestEnd(row, now, useZone())}</span>
        <span class="opens">Why, and what to do</span>
      </summary>
      {(isOpen || ui.isStatic) && <Details row={row} now={now} ui={ui} />}
    </details>
  );
}

/** For how long its worker has been lost; empty: it is not. */
function waitsOf({ lost, lostSeconds }: Row): string {
  return lost && lostSeconds !== null ? `waits ${inSeconds(lostSeconds)}` : '';
}

/**
 * What is not observed to its end is a bound: of what the server no longer ends, or has lost its worker, the lower one, of an
 * orphan also until when it was allowed to run. Empty: of a lost one, nothing is known to be wasted.
 */
function wastedOf(row: Row): string {
  const { wastedSeconds, cancelRequestedSource, state, orphaned, lost } = row;
  if (lost) return wastedSeconds === null || wastedSeconds < 1 ? '' : `≥ ${inSeconds(wastedSeconds)}`;
  if (wastedSeconds === null) return state === 'cancel_requested' ? 'waste not known' : 'not cancelled';
  const atLeast = inSeconds(wastedSeconds);
  const most = orphaned ? mostSecondsOf(row) : undefined;
  if (most !== undefined) return wastedSeconds < 1 ? `≤ ${inSeconds(most)}` : `${atLeast} to ${inSeconds(most)}`;
  const mayRunOn = orphaned || isGivenUp(row);
  if (mayRunOn && wastedSeconds < 1) return 'waste not known';
  return `${mayRunOn || cancelRequestedSource === 'first_observed' ? '≥ ' : ''}${atLeast}`;
}

/** Where the time of the request is not from history, it may have been made earlier: no upper bound is known. */
function mostSecondsOf({ cancelRequestedAt, cancelRequestedSource, startedAt, forcedEndAt }: Row): number | undefined {
  if (cancelRequestedAt === null || cancelRequestedSource !== 'history' || forcedEndAt === null) return undefined;
  const from = Math.max(Date.parse(cancelRequestedAt), startedAt === null ? 0 : Date.parse(startedAt));
  return (Date.parse(forcedEndAt) - from) / 1000;
}

function Details({ row, now, ui }: { row: Row; now: number; ui: Ui }) {
  const saving = savingOf(row);
  return (
    <div class="details">
      {row.findings.map((finding) => (
        <p key={finding}>
          <strong>
            <Spot colour={findings[finding].colour} /> {findings[finding].title}.
          </strong>{' '}
          <Prose text={findings[finding].why} /> {isGivenUp(row) && beforeGivenUp(row)}
        </p>
      ))}
      <Now row={row} now={now} ui={ui} />
      <Runbooks row={row} />
      <h4>What to change</h4>
      {row.findings.map((finding) => (
        <p key={finding}>
          <Prose text={adviceOn(finding, row)} />
        </p>
      ))}
      {saving !== undefined && <p class="saving">{saving}</p>}
      <Code row={row} ui={ui} />
      <h4>Evidence</h4>
      <Evidence row={row} now={now} />
      <h4>Commands for more details</h4>
      {row.commands.map((command) => (
        <Command key={command} text={command} ui={ui} />
      ))}
      {row.commands.length > 0 && <Needs />}
      <p>
        {row.uiUrl !== null && <a href={row.uiUrl}>Open in the Temporal UI</a>} <CopyLink of={row} ui={ui} />
      </p>
    </div>
  );
}

/** To send it to a colleague. */
function CopyLink({ of, ui }: { of: Row; ui: Ui }) {
  const link = ui.linkTo?.(keyOf(of));
  if (link === undefined) return null;
  return (
    <button type="button" class="link" onClick={() => ui.copy?.(link)}>
      {ui.copied === link ? 'Link copied' : 'Copy the link to this case'}
    </button>
  );
}

/** The owner's own first. */
function Runbooks({ row: { findings: found, owner } }: { row: Row }) {
  const urls = new Map(found.map((finding) => [runbookPathOf(finding), findings[finding].title]));
  return (
    <p class="runbooks">
      {owner?.runbook != null && (
        <a href={owner.runbook} target="_blank" rel="noreferrer">
          Runbook of {owner.team}
        </a>
      )}
      {Array.from(urls, ([url, title]) => (
        <a key={url} href={url} target="_blank" rel="noreferrer">
          Runbook: {title}
        </a>
      ))}
    </p>
  );
}
