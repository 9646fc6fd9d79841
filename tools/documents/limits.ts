import { limitConsequences } from '../../collector/findings/limit-texts.js';
import { knownLimits } from '../../collector/model/known-limits.js';

/** The document with its table of known limits made again, the rest as it is. */
export function withLimits(document: string): string {
  const rows = knownLimits.map((limit) => `| \`${limit}\` | ${limitConsequences[limit]} |`);
  const table = ['| limit | what follows |', '|---|---|', ...rows].join('\n');
  return document.replace(
    /(?<=from collector\/findings\/limit-texts\.ts; do not edit\. -->\n).*?(?=<!-- end -->)/s,
    `\n${table}\n\n`,
  );
}
