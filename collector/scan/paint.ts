import { styleText } from 'node:util';

/** Colours for a terminal, or none. */
export type Paint = Readonly<{
  bad: (text: string) => string;
  good: (text: string) => string;
  heading: (text: string) => string;
  soft: (text: string) => string;
}>;

export const noPaint: Paint = { bad: plain, good: plain, heading: plain, soft: plain };

/** Whether there is a terminal that shows colors is decided below. */
const always = { validateStream: false } as const;

export const terminalPaint: Paint = {
  bad: (text) => styleText('red', text, always),
  good: (text) => styleText('green', text, always),
  heading: (text) => styleText('bold', text, always),
  soft: (text) => styleText('dim', text, always),
};

/** Only a terminal is coloured, and not where NO_COLOR is set (no-color.org). */
export function paintFor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Paint {
  const isRefused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return isTerminal && !isRefused ? terminalPaint : noPaint;
}

function plain(text: string): string {
  return text;
}
