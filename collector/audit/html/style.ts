import { findings } from '../../findings/findings.js';

const wasted = findings.no_heartbeat.colour;
const wanted = findings.stopping.colour;

export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1a1a1a, #eee); --quiet: light-dark(#555, #aaa); --line: light-dark(#ddd, #444); }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #161616); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: 0; }
small, .quiet { color: var(--quiet); }
.summary { font-size: 1.05rem; } .incomplete { border-left: 4px solid ${wasted}; padding-left: .6rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; }
.figures dt { color: var(--quiet); } .figures dd { margin: 0; font-size: 1.3rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.wasted { min-width: 9rem; } .bar { display: block; height: .5rem; background: ${wasted}; margin-bottom: .2rem; min-width: 1px; }
svg { width: 100%; height: auto; } svg text { font-size: 11px; text-anchor: middle; fill: var(--ink); } svg text.left { text-anchor: start; }
svg rect { fill: ${wasted}; } svg rect.wanted { fill: ${wanted}; } svg line { stroke: var(--ink); stroke-width: 2; }
.key { display: inline-block; width: .8rem; height: .8rem; margin: 0 .3rem 0 .8rem; background: ${wasted}; } .key.wanted { background: ${wanted}; margin-left: 0; }
th { overflow-wrap: normal; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid var(--line); }
@media screen and (max-width: 45rem) { thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } svg text { font-size: 16px; } table, tbody, tr, td { display: block; } td { border: 0; padding: .2rem 0; } tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } td::before { content: attr(data-label); display: block; color: var(--quiet); font-size: .85rem; } }
@media print { body { max-width: none; margin: 0; } details::details-content { content-visibility: visible; } pre { white-space: pre-wrap; } article, svg, tr { break-inside: avoid; } }
`;
