/** What a command needs besides, as the variables of the `temporal` command: it is secret, or a file of this process. */
export type AccessNeed =
  | 'TEMPORAL_API_KEY'
  | 'TEMPORAL_TLS_CLIENT_CERT_PATH'
  | 'TEMPORAL_TLS_CLIENT_KEY_PATH'
  | 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'
  | 'TEMPORAL_GRPC_META_*';

/** How Temporal is reached, without anything secret. */
export type Access = Readonly<{
  /** host:port */
  address: string;
  usesTls: boolean;
  /** The name that the certificate of the server has, where it is not that of the address. */
  serverName?: string | undefined;
  needs: readonly AccessNeed[];
}>;

/** How this process reaches Temporal. */
export type Accesses = Readonly<{
  accessTo: (namespace: string) => Access;
  /** Each connection with its namespaces as they are set, `*` among them. */
  accesses: () => readonly Readonly<{ access: Access; namespaces: readonly string[] }>[];
}>;
