import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillFolder, installOnce } from '../../tools/install-once.js';
import { installDebianPackage, systemRelease } from '../../tools/packages.js';
import { cacheFolder } from '../../tools/parts.js';

const architectures: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** A wall clock for one process, which can be set while it runs: libfaketime. Its monotonic clock stays true. */
export class FakeClock {
  private readonly file = join(mkdtempSync(join(tmpdir(), 'deadbeat-clock-')), 'offset');

  private constructor(private readonly library: string) {
    this.set('+0');
  }

  static async create(): Promise<FakeClock> {
    const folder = join(cacheFolder(), `libfaketime-${systemRelease()}-${process.arch}`);
    const library = join(folder, 'usr/lib', architectures[process.arch] ?? '', 'faketime/libfaketime.so.1');
    await installOnce({
      lock: join(cacheFolder(), 'libfaketime.lock'),
      isThere: () => existsSync(library),
      install: () =>
        fillFolder(folder, (into) =>
          installDebianPackage('libfaketime', into, (line) => process.stderr.write(`libfaketime: ${line}\n`)),
        ),
    });
    return new FakeClock(library);
  }

  /** An offset such as `-1h`, `+30d` or `+0`, or an absolute `@2026-01-01 00:00:00`. */
  set(offset: string): void {
    writeFileSync(this.file, `${offset}\n`);
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}
