/** Shorter values are not secrets, and removing them would make texts unreadable. */
const shortest = 6;

/** Takes known secrets out of texts of the client, which may quote what they were given. */
export class Secrets {
  private readonly known = new Set<string>();

  add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined && secret.length >= shortest) this.known.add(secret);
  }

  redact(text: string): string {
    // The longest first: one secret may be a part of another.
    const secrets = [...this.known].sort((a, b) => b.length - a.length);
    return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
  }
}
