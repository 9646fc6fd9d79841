/**
 * Renews the page in place, which keeps scroll position, open details and focus; without JavaScript a meta tag reloads it.
 * While Deadbeat does not answer, it says since when what is shown is old.
 */
export const script = `
(() => {
  const everyMs = 5000;
  const connection = document.getElementById('connection');
  let shownAt = new Date();
  document.documentElement.classList.add('scripted');

  const renew = async () => {
    const isSelecting = !document.getSelection().isCollapsed;
    if (document.hidden || isSelecting) return;
    try {
      const response = await fetch(location.pathname, { cache: 'no-store', signal: AbortSignal.timeout(everyMs) });
      if (!response.ok) throw new Error(response.status);
      show(new DOMParser().parseFromString(await response.text(), 'text/html'));
      shownAt = new Date();
      connection.hidden = true;
    } catch {
      connection.textContent = 'Deadbeat does not answer. This page is as of ' + shownAt.toLocaleTimeString() + '.';
      connection.hidden = false;
    }
  };

  const show = (next) => {
    const main = document.querySelector('main');
    const focus = main.contains(document.activeElement) ? placeOf(document.activeElement) : undefined;
    for (const { id } of main.querySelectorAll('details[open]')) {
      const again = next.getElementById(id);
      if (again) again.open = true;
    }
    document.title = next.title;
    main.replaceWith(next.querySelector('main'));
    if (focus) find(focus)?.focus({ preventScroll: true });
  };

  // An element without an ID is named by the nearest ancestor that has one, and its position in it.
  const placeOf = (element) => {
    const { id } = element.closest('[id]') ?? {};
    return id && { id, tag: element.tagName, index: siblings(id, element.tagName).indexOf(element) };
  };
  const siblings = (id, tag) => [...document.getElementById(id).getElementsByTagName(tag)];
  const find = ({ id, tag, index }) => document.getElementById(id) && siblings(id, tag)[index];

  document.addEventListener('click', async ({ target }) => {
    if (!target.matches('.copy')) return;
    const command = target.previousElementSibling;
    document.getSelection().selectAllChildren(command);
    // Only secure pages have a clipboard; elsewhere the old way still works.
    if (navigator.clipboard) await navigator.clipboard.writeText(command.textContent);
    else document.execCommand('copy');
    document.getSelection().removeAllRanges();
    target.textContent = 'Copied';
  });

  setInterval(renew, everyMs);
  document.addEventListener('visibilitychange', renew);
})();
`;
