/** Shorter values are not secrets, and removing them would make texts unreadable. */
const shortest = 6;
/** A rotated key may stand in errors of calls that are under way; one of long ago no longer. */
const rememberAtMost = 1_000;

/** Takes known secrets out of texts of the client, which may quote what they were given. */
export class Secrets {
  private readonly known = new Set<string>();

  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.length < shortest) continue;
      this.known.delete(secret);
      this.known.add(secret);
    }
    const [oldest] = this.known;
    if (this.known.size > rememberAtMost && oldest !== undefined) this.known.delete(oldest);
  }

  redact(text: string): string {
    // The longest first: one secret may be a part of another.
    const secrets = [...this.known].sort((a, b) => b.length - a.length);
    return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
  }
}
