import { renderToString } from 'preact-render-to-string';
import type { Row } from '../../findings/row.js';
import type { Overview } from '../overview-schema.js';
import { WhatToDo } from './advice.js';
import { Namespaces } from './namespaces.js';
import { Offenders } from './offenders.js';
import { script } from './script.js';
import { situationOf } from './situation.js';
import { style } from './style.js';
import { Summary } from './summary.js';
import { Instant } from './times.js';
import { Unreachable } from './unreachable.js';
import { verdictOf } from './verdict.js';

export type PageParts = Readonly<{ rows: readonly Row[]; overview: Overview; now: number }>;

/** The page for people: what is wasted now, worst first, why, and what to do about it. */
export function renderPage(parts: PageParts): string {
  return `<!doctype html>${renderToString(<Page {...parts} />)}`;
}

function Page({ rows, overview, now }: PageParts) {
  const situation = situationOf(rows, overview, now);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${verdictOf(situation).headline} · Deadbeat`}</title>
        <link rel="icon" href="data:," />
        <noscript>
          <meta http-equiv="refresh" content="10" />
        </noscript>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <header>
          <span class="name">Deadbeat</span>
          <nav aria-label="For machines">
            <a href="metrics">metrics</a>
            <a href="api/activities">activities</a>
            <a href="api/status">status</a>
          </nav>
        </header>
        <p id="connection" role="status" hidden />
        <main>
          <Summary situation={situation} />
          <Offenders rows={situation.offenders} now={now} />
          <WhatToDo {...overview.totals} />
          <Unreachable types={overview.unreachable} />
          <Namespaces namespaces={overview.status.namespaces} now={now} />
          <p class="foot">
            As of <Instant at={new Date(now).toISOString()} now={now} />. Deadbeat {overview.status.version}.
          </p>
        </main>
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
}
