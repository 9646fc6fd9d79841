import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Ui } from './ui.js';

/** What all commands need besides, as variables of the environment. */
export const CommandsNeed = createContext<readonly string[]>([]);

/** What the reader has to supply to a command; empty where nothing is missing. */
export function Needs() {
  const needs = useContext(CommandsNeed);
  return needs.length === 0 ? null : <span class="needs">Set {needs.join(', ')} first, as for this Deadbeat.</span>;
}

/** A command, ready to be copied. */
export function Command({ text, ui }: { text: string; ui: Ui }) {
  return (
    <span class="command">
      <code>
        {/* A flag stays in one piece where the line breaks. */}
        {text.split(/( --[a-z-]+)/).map((part, index) =>
          index % 2 === 0 ? (
            part
          ) : (
            <span key={`${index} ${part}`} class="flag">
              {part}
            </span>
          ),
        )}
      </code>
      {ui.copy !== undefined && (
        <button type="button" class="copy" onClick={() => ui.copy?.(text)}>
          {ui.copied === text ? 'Copied' : 'Copy'}
        </button>
      )}
    </span>
  );
}
