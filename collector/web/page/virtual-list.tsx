import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** As the style sheet has it. */
const rowPx = 30;
const windowPx = 480;
const spare = 10;

type Props<T> = Readonly<{
  items: readonly T[];
  render: (item: T) => ComponentChildren;
  /** Opened: it takes as much room as it needs, and stays in the document. */
  isTall: (item: T) => boolean;
}>;

/** Only what can be seen is in the document, whatever the number of items. */
export function VirtualList<T>({ items, render, isTall }: Props<T>) {
  const element = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.floor(top / rowPx) - spare);
  const last = Math.min(items.length, Math.ceil((top + windowPx) / rowPx) + spare);
  useLayoutEffect(() => {
    const [above, below] = element.current?.querySelectorAll<HTMLElement>('.room') ?? [];
    // By script: the policy of the page allows no style in its markup.
    if (above) above.style.height = `${first * rowPx}px`;
    if (below) below.style.height = `${(items.length - last) * rowPx}px`;
  });
  const shown = items
    .map((item, index) => ({ item, index }))
    .filter(({ item, index }) => (index >= first && index < last) || isTall(item));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="virtual" ref={element} tabIndex={0} onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}>
      <div class="room" />
      {shown.map(({ item }) => render(item))}
      <div class="room" />
    </div>
  );
}
