import type { Logger } from 'pino';
import type { Access, Accesses } from '../model/access.js';
import { Budget } from './budget.js';
import { clusterIdOf } from './cluster.js';
import { logOfGrpc, proxySecrets } from './connection/grpc-log.js';
import { LiveConnection, type WatchedFile } from './connection/live-connection.js';
import { type NamedProfile, type ProfilesSettings, readProfiles } from './connection/profiles.js';
import { Secrets } from './connection/secrets.js';
import { listNamespaces } from './listings.js';
import { type RequestRecord, Rpc } from './rpc.js';

export type ConnectionsOptions = Readonly<{
  requestTimeoutMs: number;
  /** Cap over all namespaces and profiles; none unless given. */
  totalRequestsPerSecond?: number | undefined;
  visibilityRequestsPerSecond: number;
  record: (request: RequestRecord) => void;
  redactIds: boolean;
  /** For what happens when files are read again; needed by those who watch them. */
  log?: Logger;
}>;

/** Fixed names, or a way to ask for all that are registered. */
export type Namespaces = readonly string[] | (() => Promise<string[]>);

/** List and Count calls of all namespaces together: however many there are, their passes do not start at one moment. */
const visibilityPerSecond = 200;

type Connected = Readonly<{ profile: NamedProfile; connection: LiveConnection; rpc: Rpc }>;

/** The connections of all profiles, and which namespace is reached by which. */
export class Connections {
  readonly namespaces: Namespaces;
  private byNamespace: ReadonlyMap<string, Connected>;

  private constructor(
    private readonly all: readonly [Connected, ...Connected[]],
    visibilityRequestsPerSecond: number,
  ) {
    const budget = new Budget(visibilityRequestsPerSecond);
    this.byNamespace = this.named();
    const isOpen = all.some(({ profile }) => profile.profile.namespaces.includes('*'));
    this.namespaces = isOpen ? () => this.list(budget) : [...this.byNamespace.keys()];
  }

  /** @throws BadConnectionSettings */
  static open(settings: ProfilesSettings, options: ConnectionsOptions): Connections {
    const secrets = new Secrets();
    const { totalRequestsPerSecond: total, requestTimeoutMs, record, redactIds, log } = options;
    secrets.add(...proxySecrets(settings.environment));
    if (log !== undefined) logOfGrpc(log, secrets);
    const shared = {
      visibility: new Budget(visibilityPerSecond),
      ...(total === undefined ? {} : { total: new Budget(total) }),
    };
    const all = readProfiles(settings).map((profile): Connected => {
      const { read } = profile;
      const connection = new LiveConnection({ profile: profile.profile, read, secrets, requestTimeoutMs, log });
      return {
        profile,
        connection,
        rpc: new Rpc(connection, { requestTimeoutMs, record, secrets, redactIds, shared, log }),
      };
    });
    return new Connections(all as [Connected, ...Connected[]], options.visibilityRequestsPerSecond);
  }

  get addresses(): readonly string[] {
    return [...new Set(this.all.map(({ connection }) => connection.address))];
  }

  accessTo(namespace: string): Access {
    return this.reaching(namespace).connection.access;
  }

  accesses(): ReturnType<Accesses['accesses']> {
    return this.all.map(({ connection, profile }) => ({
      access: connection.access,
      namespaces: profile.profile.namespaces,
    }));
  }

  /** Names the clusters behind all connections; undefined where one of them does not report it, or not in time. */
  async clusterId(): Promise<string | undefined> {
    const ids = await Promise.all(this.all.map(({ rpc }) => clusterIdOf(rpc)));
    return ids.includes(undefined) ? undefined : ids.join(',');
  }

  rpcFor(namespace: string): Rpc {
    return this.reaching(namespace).rpc;
  }

  private reaching(namespace: string): Connected {
    return this.byNamespace.get(namespace) ?? this.all[0];
  }

  /** Reads the files again from now on when they change. */
  watch(): void {
    for (const { connection } of this.all) connection.watch();
  }

  /** The files of all connections, and whether what they said when they were last read is in force. */
  watchedFiles(): readonly WatchedFile[] {
    return this.all.flatMap(({ connection }) => connection.watchedFiles());
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(({ connection }) => connection.close()));
  }

  /** Those that are named, and those that the last list named. */
  knownNamespaces(): readonly string[] {
    return [...this.byNamespace.keys()];
  }

  /** Of profiles that have a namespace of the same name, the first one keeps it. */
  private async list(budget: Budget): Promise<string[]> {
    const found = this.named();
    for (const access of this.all) {
      if (!access.profile.profile.namespaces.includes('*')) continue;
      const names = await listNamespaces(access.rpc, { namespace: '', budget });
      for (const name of names) if (!found.has(name)) found.set(name, access);
    }
    this.byNamespace = found;
    return [...found.keys()];
  }

  private named(): Map<string, Connected> {
    const names = new Map<string, Connected>();
    for (const access of this.all)
      for (const name of access.profile.profile.namespaces) if (name !== '*') names.set(name, access);
    return names;
  }
}
