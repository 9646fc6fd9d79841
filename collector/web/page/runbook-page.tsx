import { renderToString } from 'preact-render-to-string';
import { style } from './generated/assets.js';

/**
 * A runbook in the style of the page.
 * @param titles the findings that it is about
 * @param html the runbook itself
 */
export function runbookPage(name: string, titles: readonly string[], html: string): string {
  return `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`Runbook ${name} · Deadbeat`}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <p>
          <a href="../">Deadbeat: what runs now</a>
        </p>
        <p class="note">
          {titles.length > 0 && <>For what the page calls “{titles.join('”, “')}”. </>}
          Words in capital letters, such as NAMESPACE, stand for your own values: copy them from the case on the page.
        </p>
        <main dangerouslySetInnerHTML={{ __html: html }} />
      </body>
    </html>,
  )}`;
}
