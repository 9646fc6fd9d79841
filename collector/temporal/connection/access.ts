import type { Access, AccessNeed } from '../../model/access.js';
import type { Profile } from './profile.js';

/** What may be shown of a connection, and the names of what may not. */
export function accessOf({ address, apiKey, tls, metadata = {} }: Profile): Access {
  const material = typeof tls === 'object' ? tls : {};
  const needs: (readonly [AccessNeed, boolean])[] = [
    ['TEMPORAL_API_KEY', apiKey !== undefined],
    ['TEMPORAL_TLS_CLIENT_CERT_PATH', material.clientCertPair !== undefined],
    ['TEMPORAL_TLS_CLIENT_KEY_PATH', material.clientCertPair !== undefined],
    ['TEMPORAL_TLS_SERVER_CA_CERT_PATH', material.serverRootCACertificate !== undefined],
    ['TEMPORAL_GRPC_META_*', Object.keys(metadata).length > 0],
  ];
  return {
    address,
    usesTls: tls !== undefined && tls !== false,
    serverName: material.serverNameOverride,
    needs: needs.flatMap(([need, isNeeded]) => (isNeeded ? [need] : [])),
  };
}
