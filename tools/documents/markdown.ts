import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** The Markdown that the runbooks use, as HTML: headings, paragraphs, lists, tables, code, details and links. */
export function htmlOf(markdown: string): string {
  return renderToString(h('article', { class: 'runbook' }, ...blocksOf(markdown.split('\n'))));
}

type Block = Readonly<{ node: ComponentChild; rest: readonly string[] }>;

const item = /^(?:(\d+)\.|-) +/;
const startsBlock = (line: string) => /^(#|```|<details>|\|)/.test(line) || item.test(line);

function blocksOf(lines: readonly string[]): ComponentChild[] {
  const nodes: ComponentChild[] = [];
  let left = lines;
  for (;;) {
    const from = left.findIndex((line) => line.trim() !== '');
    if (from < 0) return nodes;
    const { node, rest } = blockAt(left.slice(from));
    nodes.push(node);
    left = rest;
  }
}

function blockAt(lines: readonly string[]): Block {
  const [first = ''] = lines;
  const [, marks = '', title = ''] = /^(#+) (.*)$/.exec(first) ?? [];
  if (title !== '') return { node: h(`h${marks.length}`, { id: idOf(title) }, ...inline(title)), rest: lines.slice(1) };
  if (first.startsWith('```')) {
    const { inner, rest } = until(lines, '```');
    return { node: h('pre', null, h('code', null, inner.join('\n'))), rest };
  }
  if (first === '<details>') {
    const { inner, rest } = until(lines, '</details>');
    const [, summary = ''] = /^<summary>(.*)<\/summary>$/.exec(inner[0] ?? '') ?? [];
    return { node: h('details', null, h('summary', null, summary), ...blocksOf(inner.slice(1))), rest };
  }
  if (item.test(first)) return listAt(lines);
  const ends = first.startsWith('|') ? (line: string) => !line.startsWith('|') : startsBlock;
  const end = lines.findIndex((line, index) => index > 0 && (line.trim() === '' || ends(line)));
  const own = end < 0 ? lines : lines.slice(0, end);
  const rest = end < 0 ? [] : lines.slice(end);
  return { node: first.startsWith('|') ? tableOf(own) : h('p', null, ...inline(own.join(' '))), rest };
}

function until(lines: readonly string[], mark: string) {
  const end = lines.indexOf(mark, 1);
  if (end < 0) throw new Error(`${mark} is missing`);
  return { inner: lines.slice(1, end), rest: lines.slice(end + 1) };
}

/** What belongs to an item is indented. */
function listAt(lines: readonly string[]): Block {
  const isNumbered = /^\d/.test(lines[0] ?? '');
  const items: string[][] = [];
  let index = 0;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [mark = ''] = item.exec(line) ?? [];
    if (mark !== '' && /^\d/.test(mark) === isNumbered) items.push([line.slice(mark.length)]);
    else if (line.startsWith('  ') || (line.trim() === '' && lines[index + 1]?.startsWith('  ')))
      items.at(-1)?.push(line.slice(isNumbered ? 3 : 2));
    else break;
  }
  const nodes = items.map((content) => h('li', null, ...blocksOf(content)));
  return { node: h(isNumbered ? 'ol' : 'ul', null, ...nodes), rest: lines.slice(index) };
}

function tableOf([head = '', , ...body]: readonly string[]): ComponentChild {
  const titles = cellsOf(head);
  const rows = body.map((line) =>
    // On a narrow screen, cells stand below one another, each with the title of its column.
    cellsOf(line).map((cell, index) => h('td', { 'data-label': titles[index] }, ...inline(cell))),
  );
  const heads = titles.map((title) => h('th', { scope: 'col' }, ...inline(title)));
  return h(
    'table',
    null,
    h('thead', null, h('tr', null, ...heads)),
    h('tbody', null, ...rows.map((cells) => h('tr', null, ...cells))),
  );
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

function inline(text: string): ComponentChild[] {
  const [, before = '', mark = '', after = ''] =
    /^(.*?)(`[^`]+`|\*\*.+?\*\*|\*[^*\s][^*]*\*|\[[^\]]+\]\([^)]+\))(.*)$/s.exec(text) ?? [];
  if (mark === '') return [text];
  return [before, markedOf(mark), ...inline(after)];
}

function markedOf(mark: string): ComponentChild {
  if (mark.startsWith('`')) return h('code', null, mark.slice(1, -1));
  if (mark.startsWith('**')) return h('strong', null, ...inline(mark.slice(2, -2)));
  if (mark.startsWith('*')) return h('em', null, ...inline(mark.slice(1, -1)));
  const [, text = '', href = ''] = /^\[(.+)\]\((.+)\)$/.exec(mark) ?? [];
  return h('a', { href }, ...inline(text));
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
