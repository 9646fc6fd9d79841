import { renderToString } from 'preact-render-to-string';
import { isOffender, type Row } from '../rows.js';
import type { statusOf } from './status.js';

type Status = ReturnType<typeof statusOf>;

/** The page for people. */
export function renderPage(rows: readonly Row[], status: Status): string {
  return `<!doctype html>${renderToString(<Page rows={rows.filter(isOffender)} status={status} />)}`;
}

function Page({ rows, status }: { rows: readonly Row[]; status: Status }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Deadbeat</title>
      </head>
      <body>
        <h1>Deadbeat</h1>
        <p>
          {rows.length} offenders, {status.namespaces.length} namespaces
        </p>
        <ul>
          {['/metrics', '/api/activities', '/api/status'].map((path) => (
            <li key={path}>
              <a href={path}>{path}</a>
            </li>
          ))}
        </ul>
      </body>
    </html>
  );
}
