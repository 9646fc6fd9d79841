import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = 'collector/web/page';

/** collector/web/page/generated/assets.ts: script and style of the page, bundled from client.tsx and style.css. */
export async function pageAssets(): Promise<string> {
  const [script, style] = await Promise.all([bundle('client.tsx'), bundle('style.css')]);
  return `// Made by \`npm run generate\` from ${folder}/client.tsx and ${folder}/style.css; do not edit.
export const script = ${JSON.stringify(script)};
export const style = ${JSON.stringify(style)};
`;
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${folder}/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome110', 'firefox110', 'safari16'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  });
  // Within an element of the page.
  return (outputFiles[0]?.text ?? '').trim().replaceAll('</', '<\\/');
}
