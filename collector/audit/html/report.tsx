import { renderToStaticMarkup } from 'preact-render-to-string';
import { inSeconds } from '../../text/duration.js';
import { durationFigure, money } from '../figures.js';
import type { AuditedType, AuditReport } from '../report.js';
import { isWorthShowing, notesOf, ownerOf, summaryOf, whyOf } from '../text.js';
import { Cases } from './cases.js';
import { CodeFor } from './code.js';
import { Distribution } from './distribution.js';
import { NextRisks } from './next-risks.js';
import { style } from './style.js';

/** The audit as one self-contained page: no script, no outside asset. */
export function htmlOf(report: AuditReport): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Report report={report} />)}\n`;
}

function Report({ report }: Readonly<{ report: AuditReport }>) {
  const types = report.types.filter(isWorthShowing);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Deadbeat audit</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <header>
          <h1>What cancelled activities cost</h1>
          <p class="summary">{summaryOf(report)}</p>
          {report.complete ? null : <p class="incomplete">This audit is incomplete: see the end of the page.</p>}
        </header>
        <main>
          <Figures report={report} />
          <Ranking types={types} report={report} />
          <Distribution seconds={report.cancelToEndSeconds} />
          <Cases types={types} />
          <Advice types={types} />
          <NextRisks types={report.types} />
          <section>
            <h2>Method and uncertainty</h2>
            <p>
              Deadbeat read the workflow histories of the window. A cancelled attempt counts from the later of its start
              and the event ActivityTaskCancelRequested to the event that ended it. Where more executions closed than
              could be read, a random sample of each workflow type and close status was read, more of those that vary
              more; the intervals hold the truth in 95 of 100 such audits.
            </p>
            <ul>
              {notesOf(report).map((note) => (
                <li>{note}</li>
              ))}
            </ul>
          </section>
        </main>
      </body>
    </html>
  );
}

function Figures({ report }: Readonly<{ report: AuditReport }>) {
  const { types, wastedSeconds, wastedSecondsInterval, currency } = report;
  const sum = (read: (type: AuditedType) => number | null) =>
    types.reduce((total, type) => total + (read(type) ?? 0), 0);
  const hasPrice = types.some(({ savedCostAtMost }) => savedCostAtMost !== null);
  const figures: [string, string][] = [
    ['Wasted after a cancel request', durationFigure(wastedSeconds, wastedSecondsInterval)],
    ['Waited for workers perhaps dead, at most', inSeconds(sum((type) => type.lostSecondsAtMost))],
    ['Orphaned, at most', inSeconds(sum((type) => type.orphanedSecondsAtMost))],
    ['Saved by heartbeats, at most', inSeconds(sum((type) => type.savedSecondsAtMost))],
  ];
  if (hasPrice)
    figures.push([
      'Saved by heartbeats, at most, in money',
      money(
        sum((type) => type.savedCostAtMost),
        currency,
      ),
    ]);
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ranking({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  if (types.length === 0) return <p class="good">Nothing was wasted in this window, as far as it was read.</p>;
  const most = Math.max(...types.map(({ wastedSeconds }) => wastedSeconds), 1);
  return (
    <section>
      <h2>Activity types, worst first</h2>
      <table>
        <thead>
          <tr>
            <th>Activity type</th>
            <th>Wasted</th>
            <th>Why</th>
            <th>Heartbeat timeout</th>
            <th>Saved, at most</th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr>
              <td data-label="Activity type">
                <strong>{type.activityType}</strong>
                <br />
                <small>
                  {type.workflowType}, queue {type.taskQueue}
                  <br />
                  {type.cancelled} of {type.attempts} attempts cancelled
                  <br />
                  {ownerOf(type) || 'no owner named'}
                </small>
              </td>
              <td class="wasted" data-label="Wasted">
                <span class="bar" style={`width: ${Math.round((100 * type.wastedSeconds) / most)}%`} />
                {durationFigure(type.wastedSeconds, type.wastedSecondsInterval)}
              </td>
              <td data-label="Why">
                {whyOf(type).map((why) => (
                  <div>{why}</div>
                ))}
              </td>
              <td data-label="Heartbeat timeout">
                {type.heartbeatTimeoutSeconds === null ? 'none' : inSeconds(type.heartbeatTimeoutSeconds)}
                {type.suggestedHeartbeatTimeoutSeconds === null ? null : (
                  <div>suggested: {inSeconds(type.suggestedHeartbeatTimeoutSeconds)}</div>
                )}
              </td>
              <td data-label="Saved, at most">
                {inSeconds(type.savedSecondsAtMost)}
                {type.savedCostAtMost === null ? null : <div>{money(type.savedCostAtMost, report.currency)}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Advice({ types }: Readonly<{ types: readonly AuditedType[] }>) {
  const withAdvice = types.filter(({ advice }) => advice !== '').slice(0, 10);
  if (withAdvice.length === 0) return null;
  return (
    <section>
      <h2>What to change</h2>
      {withAdvice.map((type) => (
        <article>
          <h3>
            {type.activityType}{' '}
            <small>
              ({type.workflowType}, queue {type.taskQueue})
            </small>
          </h3>
          <p>{type.advice}</p>
          {type.suggestedHeartbeatTimeoutSeconds === null ? null : (
            <CodeFor heartbeatTimeoutSeconds={type.suggestedHeartbeatTimeoutSeconds} />
          )}
        </article>
      ))}
    </section>
  );
}
