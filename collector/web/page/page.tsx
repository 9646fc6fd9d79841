import { renderToString } from 'preact-render-to-string';
import type { Overview } from '../overview-schema.js';
import { App } from './app.js';
import type { Filters } from './filters.js';
import { script, style } from './generated/assets.js';
import { situationOf } from './situation.js';
import { staticUi } from './ui.js';
import { verdictOf } from './verdict.js';

export type PageParts = Readonly<{ overview: Overview; filters: Filters; now: number }>;

/**
 * The page for people, complete without its script; with it, the same parts are drawn again by newer data.
 * @returns its text in pieces, each of which takes some milliseconds to make
 */
export function* pagePieces({ overview, filters, now }: PageParts): Generator<string, void> {
  const { headline } = verdictOf(situationOf(overview, now));
  yield `<!doctype html><html lang="en">${renderToString(
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${headline} · Deadbeat`}</title>
      <link rel="icon" href="data:," />
      <noscript>
        <meta http-equiv="refresh" content="10" />
      </noscript>
      <style dangerouslySetInnerHTML={{ __html: style }} />
    </head>,
  )}<body><div id="app">`;
  yield renderToString(<App overview={overview} filters={filters} now={now} ui={staticUi} />);
  yield '</div><script type="application/json" id="data">';
  yield JSON.stringify({ overview, filters }).replaceAll('<', '\\u003c');
  yield `</script><script>${script}</script></body></html>`;
}
