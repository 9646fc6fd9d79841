import { cpus, totalmem } from 'node:os';

type Row = readonly (string | number)[];

/** What a benchmark found: printed as it comes, and written as a document at the end. */
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

  /** The document, with the machine that it was made on. */
  document(): string {
    const [{ model = 'unknown' } = {}] = cpus();
    const gib = (totalmem() / 1024 ** 3).toFixed(0);
    const machine = `${cpus().length} × ${model.trim()}, ${gib} GiB, ${process.platform}, Node.js ${process.version}`;
    return `${[
      '# Performance',
      `Written by \`npm run bench\`. Machines differ: compare the ratios, whose two sides were measured in one run. Made on: ${machine}.`,
      ...this.text,
    ].join('\n\n')}\n`;
  }
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
