import { isZone } from '../text/zone.js';
import { NotAccepted } from './parsers.js';

/** @throws NotAccepted */
export function timeZone(text: string): string {
  if (!isZone(text)) throw new NotAccepted('a time zone of the IANA database, such as UTC or Europe/Berlin');
  return text;
}
