import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

export type Service = Readonly<{
  image: string;
  build?: Readonly<{ context: string; target: string }>;
  command?: readonly string[];
  /** Null: handed on from the shell or .env. */
  environment?: Readonly<Record<string, string | null>>;
  volumes?: readonly string[];
  tmpfs?: readonly string[];
  ports?: readonly string[];
  profiles?: readonly string[];
  secrets?: readonly string[];
  depends_on?: Readonly<Record<string, unknown>>;
  healthcheck?: Readonly<{ test: readonly string[] }>;
  read_only?: boolean;
  cap_drop?: readonly string[];
}>;

type Compose = Readonly<{
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, Readonly<{ file: string }>>>;
}>;

export const composeText = readText('docker-compose.yml');
export const compose = parse(composeText, { merge: true }) as Compose;
export const services = Object.entries(compose.services);

/** `host:container` pairs: files and folders of the project, and named volumes. */
export function mountsOf({ volumes = [] }: Service) {
  return volumes.map((volume) => {
    const [source = '', target = '', mode] = volume.split(':');
    return { source, target, isReadOnly: mode === 'ro', isFile: source.startsWith('./') };
  });
}

/** What the service's environment holds when nothing is set in the shell or in `.env`. */
export function valuesIn({ environment = {} }: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === null ? [] : [[name, value.replace(/\$\{\w+:-([^}]*)\}/, '$1')]],
    ),
  );
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function inProject(path: string): boolean {
  return existsSync(join(root, path));
}

/** Variables that compose takes from `.env`, with the default after `:-`. */
export function interpolated(): Map<string, string> {
  return new Map([...composeText.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(([, name = '', value = '']) => [name, value]));
}
