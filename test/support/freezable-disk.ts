import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own whose writes can be held up, as those of a network disk that hangs. Needs root and a loop device. */
export class FreezableDisk {
  private readonly base = mkdtempSync(join(tmpdir(), 'deadbeat-hanging-'));
  readonly folder = join(this.base, 'disk');
  private isFrozen = false;

  constructor(megabytes = 64) {
    const image = join(this.base, 'image');
    writeFileSync(image, '');
    truncateSync(image, megabytes * 2 ** 20);
    mkdirSync(this.folder);
    execFileSync('mkfs.ext4', ['-q', image], { stdio: 'pipe' });
    execFileSync('mount', ['-o', 'loop', image, this.folder], { stdio: 'pipe' });
  }

  freeze(): void {
    execFileSync('fsfreeze', ['--freeze', this.folder]);
    this.isFrozen = true;
  }

  thaw(): void {
    if (this.isFrozen) execFileSync('fsfreeze', ['--unfreeze', this.folder]);
    this.isFrozen = false;
  }

  remove(): void {
    this.thaw();
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.base, { recursive: true });
  }
}
