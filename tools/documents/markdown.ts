import { Marked, type Tokens } from 'marked';

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${idOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>`;
    },
    // On a narrow screen, cells stand below one another, each with the title of its column.
    table({ header, rows }) {
      const inline = ({ tokens }: Tokens.TableCell) => this.parser.parseInline(tokens);
      const titles = header.map((cell) => `<th scope="col">${inline(cell)}</th>`);
      const cellOf = (cell: Tokens.TableCell, column: number) =>
        `<td data-label="${header[column]?.text.replaceAll(/["&<>]/g, '') ?? ''}">${inline(cell)}</td>`;
      const body = rows.map((cells) => `<tr>${cells.map(cellOf).join('')}</tr>`);
      return `<table><thead><tr>${titles.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
    },
  },
});

/** A runbook as HTML. */
export function htmlOf(markdown: string): string {
  return `<article class="runbook">${marked.parse(markdown, { async: false })}</article>`;
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
