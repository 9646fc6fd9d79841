import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { utc } from '../../text/zone.js';

/** The time zone of --time-zone: all times of the page are written in it. */
export const Zone = createContext(utc);

export function useZone(): string {
  return useContext(Zone);
}
