import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Whether --owners-file is set: without it, no owner is known of anything. */
export const HasOwners = createContext(true);

export function noOwnerText(hasOwners: boolean): string {
  return hasOwners ? 'no owner' : 'team not known (no --owners-file)';
}

/** In the place of the owner of something that has none. */
export function NoOwner() {
  return <>{noOwnerText(useContext(HasOwners))}</>;
}
