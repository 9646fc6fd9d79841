import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own in memory, which can be filled. Mounting needs root. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'deadbeat-disk-'));

  constructor(size = '4m') {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'deadbeat-test', this.folder]);
  }

  /** Leaves at most this many bytes free. */
  fill(leaveBytes = 0): void {
    const { bavail, bsize } = statfsSync(this.folder);
    try {
      writeFileSync(join(this.folder, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
    } catch (error) {
      // Another process took some of it meanwhile: the disk is full all the same.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  free(): void {
    rmSync(join(this.folder, 'ballast'), { force: true });
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}
