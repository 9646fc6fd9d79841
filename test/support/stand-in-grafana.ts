import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * In the place of Grafana, which the tests do not need: a program laid out like an unpacked Grafana that answers
 * as healthy where it was told to listen, and writes down how it was called. It cannot show what the real one does with that.
 */
export function standInGrafana(folder: string) {
  const home = join(folder, 'grafana');
  const bin = join(home, 'bin');
  const record = join(folder, 'called.json');
  for (const one of [bin, join(home, 'conf')]) mkdirSync(one, { recursive: true });
  writeFileSync(join(home, 'conf/defaults.ini'), '');
  writeFileSync(join(bin, 'grafana'), program(record), { mode: 0o755 });
  return {
    home,
    /** For PATH. */
    bin,
    called: () => JSON.parse(readFileSync(record, 'utf8')) as { args: string[]; env: Record<string, string> },
  };
}

function program(record: string): string {
  return `#!${process.execPath}
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const { GF_SERVER_HTTP_PORT: port, GF_SERVER_HTTP_ADDR: address } = process.env;
writeFileSync(${JSON.stringify(record)}, JSON.stringify({ args: process.argv.slice(2), env: process.env }));
createServer(({ url }, response) => {
  response.statusCode = url === '/api/health' ? 200 : 404;
  response.end();
}).listen(Number(port), address);
`;
}
