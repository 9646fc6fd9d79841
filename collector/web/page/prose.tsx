import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { inSeconds } from '../../text/duration.js';
import type { Overview } from '../overview-schema.js';

/** The settings by which activities are judged. */
export const LimitsInForce = createContext<Overview['limits'] | undefined>(undefined);

const settings: Readonly<Record<string, keyof Overview['limits']>> = {
  '--cancel-grace': 'cancelGraceSeconds',
  '--silent-after': 'silentAfterSeconds',
  '--stalled-after': 'stalledAfterSeconds',
  '--unheard-after': 'unheardAfterSeconds',
};

/** A text that may name flags: each is kept in one piece, with its value where it is known. */
export function Prose({ text }: { text: string }) {
  const limits = useContext(LimitsInForce);
  return (
    <>
      {text.split(/(--[a-z]+(?:-[a-z]+)*)/).map((part, index) => {
        if (index % 2 === 0) return part;
        const setting = settings[part];
        const value = setting === undefined ? undefined : limits?.[setting];
        return (
          <span key={part} class="flag">
            {part}
            {value === undefined ? '' : ` (${inSeconds(value)})`}
          </span>
        );
      })}
    </>
  );
}
