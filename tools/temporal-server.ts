import { resolve } from 'node:path';
import { allAnswer, type Server, startServer } from './own-server.js';

export type TemporalPorts = Readonly<{ grpc: number; http: number; metrics: number; ui: number }>;

export type TemporalOptions = Readonly<{
  /** Path of another version of the Temporal CLI. */
  program?: string;
  /** In addition to `default`. */
  namespaces?: readonly string[];
  /** Type by name, as in `{ CustomerId: 'Keyword' }`. */
  searchAttributes?: Readonly<Record<string, string>>;
  dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** Keeps the data in this file; without it they end with the server. */
  dbFilename?: string;
  /** Those of an earlier server, to come back where it was. Free ones unless told. */
  ports?: TemporalPorts;
  /** False also serves the Temporal UI. */
  headless?: boolean;
}>;

export type TemporalServer = Omit<Server, 'ports'> &
  Readonly<{
    /** `host:port` of gRPC. */
    address: string;
    httpUrl: string;
    metricsUrl: string;
    /** Unless headless. */
    uiUrl: string | undefined;
    ports: TemporalPorts;
  }>;

/** @throws PartError, EndedTooEarly, or WaitedTooLong; nothing is left behind then. */
export async function startTemporal(options: TemporalOptions = {}): Promise<TemporalServer> {
  const { namespaces = [], ports: wanted, headless = true, program } = options;
  const server = await startServer({
    name: 'temporal',
    ...(program === undefined ? {} : { program }),
    ports: wanted ? [wanted.grpc, wanted.http, wanted.metrics, wanted.ui] : 4,
    args: (ports) => ['server', 'start-dev', ...flags(named(ports), options)],
    ready: async (ports, log) => {
      const { httpUrl, uiUrl } = urls(named(ports));
      const workflows = ['default', ...namespaces].map((name) => `${httpUrl}/api/v1/namespaces/${name}/workflows`);
      // The banner comes when all is registered, the search attributes too.
      return banner.test(log) && allAnswer(headless ? workflows : [...workflows, uiUrl]);
    },
  });
  const ports = named(server.ports);
  const { uiUrl, ...others } = urls(ports);
  return { ...server, ...others, uiUrl: headless ? undefined : uiUrl, address: `127.0.0.1:${ports.grpc}`, ports };
}

/** Older versions of the Temporal CLI say "Server:" alone. */
const banner = /^(?:Temporal )?Server:/m;

function flags(ports: TemporalPorts, options: TemporalOptions): string[] {
  const { namespaces = [], searchAttributes = {}, dynamicConfig = {}, dbFilename, headless = true } = options;
  return [
    ...['--ip', '127.0.0.1', '--port', `${ports.grpc}`, '--http-port', `${ports.http}`],
    ...['--metrics-port', `${ports.metrics}`, '--log-level', 'error'],
    ...(headless ? ['--headless'] : ['--ui-port', `${ports.ui}`]),
    ...(dbFilename === undefined ? [] : ['--db-filename', resolve(dbFilename)]),
    ...namespaces.flatMap((name) => ['--namespace', name]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

function named([grpc = 0, http = 0, metrics = 0, ui = 0]: readonly number[]): TemporalPorts {
  return { grpc, http, metrics, ui };
}

function urls({ http, metrics, ui }: TemporalPorts) {
  return {
    httpUrl: `http://127.0.0.1:${http}`,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    uiUrl: `http://127.0.0.1:${ui}`,
  };
}
