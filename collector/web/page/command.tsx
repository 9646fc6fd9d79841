import type { Ui } from './ui.js';

/** A command, ready to be copied. */
export function Command({ text, ui }: { text: string; ui: Ui }) {
  return (
    <p class="command">
      <code>{text}</code>
      {ui.copy !== undefined && (
        <button type="button" class="copy" onClick={() => ui.copy?.(text)}>
          {ui.copied === text ? 'Copied' : 'Copy'}
        </button>
      )}
    </p>
  );
}
