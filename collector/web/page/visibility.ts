import type { KnownLimit } from '../../model/known-limits.js';
import type { NamespaceStatus } from '../answers.js';

/** Whether a count covers what it names: in every namespace, in some, or in none. */
export type Visibility = 'all' | 'some' | 'none';

/** How well something can be seen that one of these limits hides. */
export function visibilityOf(namespaces: readonly NamespaceStatus[], hiddenBy: readonly KnownLimit[]): Visibility {
  const isHidden = ({ limits }: NamespaceStatus) => limits.some(({ limit }) => hiddenBy.includes(limit));
  const hidden = namespaces.filter(isHidden).length;
  if (hidden === 0) return 'all';
  return hidden === namespaces.length ? 'none' : 'some';
}

/** A count as it may be shown: 0 says nothing where part of it cannot be seen. */
export function countText(count: number, visibility: Visibility): string {
  switch (visibility) {
    case 'all':
      return String(count);
    case 'some':
      return `${count} known`;
    case 'none':
      return count === 0 ? 'not visible' : `${count} known`;
  }
}
