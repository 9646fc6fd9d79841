import { renderToStaticMarkup } from 'preact-render-to-string';
import { minuteOf } from '../../text/instant.js';
import { isOnlyTimedOut } from '../advice.js';
import { aboutThePast } from '../commands.js';
import { isSampled } from '../figures.js';
import { exposedOf, nextRisksText } from '../next-risks.js';
import type { AuditReport } from '../report-schema.js';
import { wasteOf, windowOf } from '../summary.js';
import { trustOf } from '../trust.js';
import { isWorthShowing } from '../words.js';
import { yesterdayOf } from '../yesterday.js';
import { Advice, hasHeartbeatCode } from './advice.js';
import { anchorsOf, daysAnchor, Heading, Link, nextAnchor, summaryAnchor } from './anchors.js';
import { Cases } from './cases.js';
import { Days } from './days.js';
import { Distribution } from './distribution.js';
import { Figures } from './figures.js';
import { NextRisks } from './next-risks.js';
import { Ranking } from './ranking.js';
import { SentenceText } from './sentence-text.js';
import { StartHere } from './start-here.js';
import { style } from './style.js';
import { TimedOut } from './timed-out.js';

/** The audit as one self-contained page: no script, no outside asset. */
export function htmlOf(report: AuditReport): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Report report={report} />)}\n`;
}

function Report({ report }: Readonly<{ report: AuditReport }>) {
  const all = report.types.filter(isWorthShowing);
  const types = all.filter((type) => !isOnlyTimedOut(type));
  const exposed = exposedOf(report.types);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Deadbeat audit</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>
          <p class="quiet">
            Deadbeat {report.version}, audit of namespace{report.namespaces.length === 1 ? '' : 's'}{' '}
            {report.namespaces.join(', ')}, created {minuteOf(report.createdAt)} UTC
          </p>
          <h1 id={summaryAnchor}>What cancelled activities cost</h1>
          <p class="summary">{wasteOf(report)}</p>
          <p>{windowOf(report)}</p>
          <Yesterday report={report} />
          <StartHere types={types} report={report} />
          {exposed.length > 0 && (
            <p>
              <strong>What could waste next?</strong> {nextRisksText(exposed, false)}{' '}
              <Link to={nextAnchor}>What could waste next</Link>.
            </p>
          )}
          <p>
            <strong>What runs now?</strong> <SentenceText sentence={aboutThePast(report)} />
          </p>
          <Trusted report={report} />
          <Figures report={report} />
          <Ranking types={types} report={report} />
          <Days {...report} />
          <TimedOut types={all.filter(isOnlyTimedOut)} report={report} />
          <NextRisks exposed={exposed} report={report} hasCode={hasHeartbeatCode(types)} />
          <Advice types={types} report={report} />
          <Distribution report={report} />
          <Cases types={types} anchors={anchorsOf(report)} />
          <Method report={report} />
        </main>
      </body>
    </html>
  );
}

function Yesterday({ report }: Readonly<{ report: AuditReport }>) {
  const yesterday = yesterdayOf(report);
  if (yesterday === undefined) return null;
  return (
    <p>
      <strong>{yesterday.name}</strong> <SentenceText sentence={yesterday.said} />
      {report.days.length > 0 && (
        <>
          {' '}
          <Link to={daysAnchor}>By day</Link>.
        </>
      )}
    </p>
  );
}

/** Before any figure: whether to believe them. */
function Trusted({ report }: Readonly<{ report: AuditReport }>) {
  const { answer, grounds } = trustOf(report);
  return (
    <section class={report.complete ? 'trust' : 'trust incomplete'}>
      <p>
        <strong>Can I trust this?</strong> {answer}
      </p>
      <ul class="quiet">
        {grounds.map((ground) => (
          <li>{ground}</li>
        ))}
      </ul>
    </section>
  );
}

function Method({ report }: Readonly<{ report: AuditReport }>) {
  return (
    <section>
      <Heading>Method and uncertainty</Heading>
      <p>
        Deadbeat read the workflow histories of the window. A cancelled attempt counts from the later of its start and
        the event ActivityTaskCancelRequested to the event that ended it; what is still running, up to the audit. A
        running Deadbeat counts only from its own start on, so that its page can show less than this report.{' '}
        {isSampled(report)
          ? 'More was found than was read: each workflow type and close status is a group of its own, and more was read of groups that differ more. The intervals follow from the variance within each group (Student’s t).'
          : 'Every history was read: there is no sampling error.'}
      </p>
    </section>
  );
}
