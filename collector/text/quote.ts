/** A value that was given, for the user: a user and password in a URL, with its scheme or without, stay out of it. */
export function quote(value: string): string {
  return JSON.stringify(value.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1***@'));
}
