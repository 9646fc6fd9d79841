import { findings } from '../../findings/findings.js';

const accent = findings.no_heartbeat.colour;
/** Of bars that hold every reason. */
const anyReason = 'light-dark(#6b6b6b, #a3a3a3)';
/** As on the page at `/`. */
const wanted = 'light-dark(#9bb4c9, #6f8ca6)';

export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1a1a1a, #eee); --quiet: light-dark(#555, #aaa); --line: light-dark(#ddd, #444); }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #161616); max-width: 68rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
a { color: light-dark(#0b57b0, #82b6ff); }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: 0; }
.back { font-size: .8rem; font-weight: 400; text-decoration: none; white-space: nowrap; } :target { background: light-dark(#fff6d6, #3a3310); }
small, .quiet { color: var(--quiet); } p { margin: .4rem 0; }
.summary { font-size: 1.05rem; } .start, .incomplete { border-left: 4px solid ${accent}; padding-left: .6rem; }
.trust { margin-top: .8rem; } .trust ul { margin: .2rem 0; padding-left: 1.2rem; }
.figures { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 1rem; }
.figures dt { color: var(--quiet); } .figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; } th:nth-child(1), th:nth-child(6) { width: 20%; } th:nth-child(3) { width: 25%; } th:nth-child(5) { width: 14%; } td:nth-child(4) { min-width: 8.5rem; } th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--line); }
.wasted { min-width: 7rem; } .bar { display: block; height: .6rem; min-width: 2px; } .bar.all, .key { background: ${anyReason}; } .bar.reasons { display: flex; } .reasons span { min-width: 2px; } .legend { display: inline-block; margin-right: 1rem; } td .bar { margin: .35rem 0 .2rem; }
.bins, .cases { list-style: none; margin: .5rem 0; padding: 0; } .bins li { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr) 7rem; gap: .75rem; align-items: center; }
.cases li { margin-bottom: .8rem; } .timeline { display: flex; align-items: stretch; height: 1rem; } .timeline span { height: 100%; }
.timeline .request { width: 2px; margin: -3px 0; height: calc(100% + 6px); background: var(--ink); flex: none; } .timeline .wanted, .key.wanted { background: ${wanted}; }
.ends { display: flex; justify-content: space-between; color: var(--quiet); font-size: .8rem; border-top: 1px solid var(--line); }
.key, .spot { display: inline-block; width: .75rem; height: .75rem; margin: 0 .3rem 0 .8rem; } .key.wanted, .spot { margin-left: 0; } .key.request { width: 2px; background: var(--ink); } .spot { border-radius: 50%; margin-right: 0; }
.code { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); gap: .5rem 1rem; } figure { margin: 0; min-width: 0; } figcaption { color: var(--quiet); }
pre { margin: 0; padding: .6rem; border: 1px solid var(--line); font: 12px/1.45 ui-monospace, monospace; white-space: pre; overflow-x: auto; }
.flag { display: inline-block; max-width: 100%; }
@media screen and (max-width: 45rem) {
  body { margin: 1rem auto; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; } tr { margin-bottom: 1rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 8px; } td { position: relative; padding: .25rem 0 .25rem 6rem; min-height: 2.5rem; border: 0; }
  td::before { content: attr(data-label); position: absolute; left: 0; width: 5.5rem; color: var(--quiet); font-size: .8rem; line-height: 1.3; }
  .figures { grid-template-columns: 1fr; }
  td a, .back { display: inline-block; padding: .4rem .2rem .4rem 0; }
  .bins li { grid-template-columns: 5.5rem minmax(0, 1fr) 5.5rem; gap: .5rem; }
}
@media print { .back { display: none; } body { max-width: none; margin: 0; font-size: 12px; } figure, article > ul, li, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } * { print-color-adjust: exact; } pre { font-size: 10px; white-space: pre-wrap; } }
`;
