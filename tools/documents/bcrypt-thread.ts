import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = 'collector/web/tls/bcrypt-thread.ts';

/** A thread starts from a file or from a text: with a text, the published program remains one file, and node 20 runs the sources. */
export async function bcryptThreadSource(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20.17',
    legalComments: 'none',
  });
  const source = (outputFiles[0]?.text ?? '').trim();
  return `// Made by \`npm run generate\` from ${entry}; do not edit.
export const bcryptThread = ${JSON.stringify(source)};
`;
}
