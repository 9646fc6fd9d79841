import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { codeOf } from '../errors.js';

const contentEveryMs = 1_000;

/** A file that cannot be read for another reason than the system's. */
export class NotAFile extends Error {
  readonly code = 'not a regular file';
}

/**
 * Files as they were read. They count as changed when their contents are others, whatever their times say; what could not be read
 * counts as well, so that a file that appears later or becomes readable is a change.
 */
export class SeenFiles {
  private readonly contents = new Map<string, string>();
  private states: string | undefined;
  private comparedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly monotonicMs: () => number = () => performance.now(),
    private readonly stateOf: (path: string) => string = stateOfFile,
  ) {}

  /** @throws NotAFile, or the error of the file system */
  read(path: string): Buffer {
    try {
      const content = readRegularFile(path);
      this.contents.set(path, hashOf(content));
      return content;
    } catch (error) {
      this.contents.set(path, codeOf(error));
      throw error;
    }
  }

  /** Cheap enough for every request: contents are compared when a file's size or time has changed, and once a second. */
  haveChanged(): boolean {
    const paths = [...this.contents.keys()];
    const states = paths.map(this.stateOf).join();
    if (states === this.states && this.monotonicMs() - this.comparedAtMs < contentEveryMs) return false;
    this.states = states;
    this.comparedAtMs = this.monotonicMs();
    return paths.some((path) => contentOf(path) !== this.contents.get(path));
  }
}

/** Reading a FIFO or a device may never end. */
function readRegularFile(path: string): Buffer {
  if (!statSync(path).isFile()) throw new NotAFile(path);
  return readFileSync(path);
}

function contentOf(path: string): string {
  try {
    return hashOf(readRegularFile(path));
  } catch (error) {
    return codeOf(error);
  }
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64');
}

/** The time of the last change covers contents, owner and mode, whatever the other times are set to. */
function stateOfFile(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return codeOf(error);
  }
}
