/** A program that is not there and cannot be brought: the message is one line and says what to do. */
export class PartError extends Error {
  override name = 'PartError';
}
