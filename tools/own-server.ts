import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Child, EndedTooEarly, startChild } from './child.js';
import { freePorts } from './free-ports.js';
import { type PartName, part } from './parts.js';

/** A real server on 127.0.0.1 in a temporary folder, which goes when the server is stopped or this process ends. */
export type Server = Child & Readonly<{ ports: readonly number[] }>;

export type ServerOptions = Readonly<{
  name: PartName;
  /** Path of another version of it. */
  program?: string;
  /** The ports themselves, or how many free ones. */
  ports: number | readonly number[];
  /** Written to the folder first. */
  files?: Files;
  args(ports: readonly number[], folder: string): readonly string[];
  ready(ports: readonly number[], log: string): Promise<boolean>;
}>;

/** Text by file name. */
export type Files = Readonly<Record<string, string>>;

/** @throws PartError, EndedTooEarly, or WaitedTooLong; nothing is left behind then. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const path = options.program ?? (await part(options.name));
  if (typeof options.ports !== 'number') return startOn(options.ports, path, options);

  for (let triesLeft = 3; ; triesLeft--) {
    try {
      return await startOn(await freePorts(options.ports), path, options);
    } catch (error) {
      // Between checking and binding, another process may have taken the port.
      const taken = error instanceof EndedTooEarly && /address already in use/i.test(error.log);
      if (!taken || triesLeft === 1) throw error;
    }
  }
}

async function startOn(ports: readonly number[], path: string, options: ServerOptions): Promise<Server> {
  const { name, files = {}, args, ready } = options;
  const folder = mkdtempSync(join(tmpdir(), `deadbeat-${name}-`));
  const remove = () => {
    folders.delete(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  folders.add(folder);
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const child = await startChild(path, args(ports, folder), {
      what: name,
      folder,
      ready: (log) => ready(ports, log),
    });
    return { ...child, ports, stop: () => child.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

// Registered after child.ts has registered the end of the children themselves.
const folders = new Set<string>();
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Whether each URL answers with success. */
export async function allAnswer(urls: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(urls.map(async (url) => (await fetch(url)).ok));
  return answers.every(Boolean);
}
