export type Instruction = Readonly<{
  keyword: string;
  /** All after the keyword, continuation lines joined. */
  text: string;
  /** Of COPY: what is copied, where to, and from which other stage. */
  sources: readonly string[];
  target: string;
  from: string | undefined;
}>;

export type Stage = Readonly<{ name: string; base: string; instructions: readonly Instruction[] }>;

/** As much of a Dockerfile as ours uses. */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') {
      const [, base = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
      stages.push({ name, base, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction(keyword, rest));
    }
  }
  return stages;
}

function instruction(keyword: string, text: string): Instruction {
  const [, from] = /--from=(\S+)/.exec(text) ?? [];
  const words = keyword === 'COPY' ? text.split(/\s+/).filter((word) => !word.startsWith('--')) : [];
  return { keyword, text, sources: words.slice(0, -1), target: words.at(-1) ?? '', from };
}
