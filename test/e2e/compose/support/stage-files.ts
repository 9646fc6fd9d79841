import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mountsOf, root, type Service } from './compose-file.js';

/** Lays what compose mounts into a service under `folder`, as its container would see it under `/`. */
export function layMounts(service: Service, folder: string): void {
  for (const { source, target, isFile } of mountsOf(service)) {
    const place = join(folder, target);
    mkdirSync(isFile ? dirname(place) : place, { recursive: true });
    if (isFile) cpSync(join(root, source), place, { recursive: true });
  }
}

/** The service's own command, its absolute paths moved below `folder`. */
export function commandIn({ command = [] }: Service, folder: string): string[] {
  return command.map((word) => word.replace(/=\//, `=${folder}/`));
}
