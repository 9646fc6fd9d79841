/** The page's only style sheet. Light and dark follow the reader's system. */
export const style = `
:root {
  color-scheme: light dark;
  --text: #1c2024; --soft: #5b6470; --page: #fafbfc; --card: #fff; --line: #d9dee4; --link: #0b57b0;
  --bad: #a3130f; --bad-back: #fdecea; --good: #16602a; --good-back: #e7f5ea; --unknown: #6b4a00; --unknown-back: #fff4d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ec; --soft: #a2acb8; --page: #14171a; --card: #1c2024; --line: #363d45; --link: #82b6ff;
    --bad: #ff9b93; --bad-back: #3d1a18; --good: #8fdca2; --good-back: #14301c; --unknown: #f2cb6c; --unknown-back: #352a0d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 0 1rem 3rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; padding: 1rem 0; }
header .name { font-weight: 700; }
nav { display: flex; gap: 1rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; }
h2 { margin: 2.25rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: .35rem 0; max-width: 48rem; }
small { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
td small { display: block; }
bdi { unicode-bidi: isolate; overflow-wrap: anywhere; }
#connection { max-width: none; padding: .6rem 1rem; border-radius: 6px; background: var(--unknown-back); color: var(--unknown); }
.verdict { padding: 1.25rem; border-radius: 8px; border-left: 6px solid; background: var(--card); }
.verdict.bad { border-color: var(--bad); background: var(--bad-back); } .verdict.bad h1 { color: var(--bad); }
.verdict.good { border-color: var(--good); background: var(--good-back); } .verdict.good h1 { color: var(--good); }
.verdict.unknown { border-color: var(--unknown); background: var(--unknown-back); } .verdict.unknown h1 { color: var(--unknown); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 1.25rem 0 0; }
.numbers dt { font-size: .9rem; font-weight: 600; }
.numbers dd { margin: 0; }
.numbers dd strong { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.numbers dd span { font-size: .85rem; }
.numbers.past dd strong { opacity: .65; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
th { text-align: left; font-size: .85rem; color: var(--soft); }
th, td { padding: .6rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.offenders th:nth-child(1) { width: 9.5rem; } .offenders th:nth-child(2) { width: 24%; } .offenders th:nth-child(3) { width: 27%; }
.wasted { font-size: 1.2rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.none { color: var(--soft); }
.findings { margin: 0; padding: 0; list-style: none; }
.finding { font-weight: 600; }
details { margin-top: .25rem; }
summary { cursor: pointer; color: var(--link); font-size: .85rem; }
.command { display: flex; gap: .5rem; align-items: start; }
code { flex: 1; padding: .35rem .5rem; border-radius: 4px; background: var(--page); border: 1px solid var(--line);
  font: .8rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; unicode-bidi: isolate; }
button { font: inherit; font-size: .8rem; padding: .25rem .6rem; cursor: pointer; }
.copy { display: none; } .scripted .copy { display: inline-block; }
.advice div { margin-bottom: 1rem; } .advice dd { margin: 0; }
.types { margin: .5rem 0; padding: 0; list-style: none; }
.namespaces { margin: 0; padding: 0; list-style: none; }
.namespaces li { padding: .6rem .75rem; border: 1px solid var(--line); border-bottom: 0; background: var(--card); }
.namespaces li:last-child { border-bottom: 1px solid var(--line); }
.state { padding: .05rem .5rem; border-radius: 1rem; font-size: .85rem; font-weight: 400; }
.state.good { color: var(--good); background: var(--good-back); } .state.unknown { color: var(--unknown); background: var(--unknown-back); }
.error { color: var(--bad); overflow-wrap: anywhere; }
.foot { margin-top: 2rem; color: var(--soft); font-size: .85rem; }
@media (max-width: 45rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  table { border: 0; background: none; }
  tr { margin-bottom: 1rem; padding: .75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
  td { padding: .25rem 0; border: 0; }
  td::before { content: attr(data-label); display: block; color: var(--soft); font-size: .8rem; }
  .command { flex-direction: column; }
  .numbers { grid-template-columns: repeat(2, 1fr); }
}
`;
