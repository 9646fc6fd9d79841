import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

type Row = readonly (string | number)[];

const document = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** What one part of the benchmark found: printed as it comes, and written into docs/performance.md at the end. */
export class Report {
  private readonly text: string[] = [];

  section(title: string, note: string): void {
    console.log(`\n${title}\n${note}`);
    this.text.push(`## ${title}`, note);
  }

  table(head: Row, rows: readonly Row[]): void {
    const all = [head, ...rows].map((row) => row.map(String));
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    for (const row of all) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
    const line = (row: Row) => `| ${row.join(' | ')} |`;
    this.text.push([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
  }

  /** Takes the place of what the same part wrote before. */
  write(part: string): void {
    if (this.text.length === 0) return;
    const begin = `<!-- Made by \`npm run bench -- ${part}\`; do not edit. -->\n`;
    const measured = `*Measured by \`npm run bench -- ${part}\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}.*`;
    const section = `${begin}\n${[...this.text, measured].join('\n\n')}\n\n`;
    const before = readFileSync(document, 'utf8');
    const start = before.indexOf(begin);
    const end = before.indexOf('<!-- end -->', start);
    writeFileSync(
      document,
      start < 0
        ? `${before.trimEnd()}\n\n${section}<!-- end -->\n`
        : before.slice(0, start) + section + before.slice(end),
    );
  }
}

function machine(): string {
  const [{ model = 'unknown' } = {}] = cpus();
  const gib = (totalmem() / 1024 ** 3).toFixed(0);
  return `${cpus().length} × ${model.trim()}, ${gib} GiB, ${process.platform}, Node.js ${process.version}`;
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
