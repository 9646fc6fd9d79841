import { z } from 'zod';
import { ownersFileSchema } from '../../collector/owners/schema.js';
import { settingsOfChart } from './chart-settings.js';
import { thresholdsOfChart } from './chart-thresholds.js';
import {
  countOrPercent,
  duration,
  httpUrl,
  id,
  kubernetesList,
  kubernetesObject,
  labels,
  monitor,
  optionalName,
  optionalSecret,
  probe,
  quantity,
  secretKey,
} from './value-kinds.js';

/** The owners file, as the program reads it. */
const { $schema: _, ...ownersJsonSchema } = z.toJSONSchema(ownersFileSchema, { target: 'draft-7', io: 'input' });
const owners = kubernetesObject.meta(ownersJsonSchema);

/** Values of the chart. Closed: a mistyped key is refused by `helm install`. */
export const valuesSchema = z.strictObject({
  enabled: z.boolean().optional().describe('Not used here; for the condition of a chart that depends on this one.'),
  global: z.looseObject({ imageRegistry: z.string(), imagePullSecrets: kubernetesList }),
  nameOverride: optionalName,
  fullnameOverride: optionalName,
  commonLabels: labels,
  commonAnnotations: labels,
  image: z.strictObject({
    registry: z.string(),
    repository: z.string().min(1),
    tag: z.string(),
    digest: z.string().regex(/^(sha256:[0-9a-f]{64})?$/),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
  }),
  imagePullSecrets: kubernetesList,
  shards: z.int().min(1).max(64),
  replicas: z.int().min(1).max(3),
  temporal: z.strictObject({
    address: z.string().regex(/^([^\s/]+:[0-9]+)?$/),
    namespaces: z.array(z.string().min(1)).min(1),
    profiles: z.array(z.string().min(1)),
    config: z.strictObject({ existingSecret: optionalSecret, key: secretKey }),
    apiKey: z.strictObject({ existingSecret: optionalSecret, key: secretKey }),
    tls: z.strictObject({
      enabled: z.boolean(),
      existingSecret: optionalSecret,
      ca: z.strictObject({ existingSecret: optionalSecret, key: secretKey }),
      serverName: z.string(),
      disableHostVerification: z.boolean(),
    }),
  }),
  settings: settingsOfChart,
  owners,
  web: z.strictObject({
    // Brackets around IPv6, and no port.
    listenAddress: z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+)$/),
    externalUrl: httpUrl,
    config: z.strictObject({ existingSecret: optionalSecret, key: secretKey }),
    tlsSecret: optionalSecret,
  }),
  service: z.strictObject({
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']),
    port: z.int().min(1).max(65_535),
    annotations: labels,
    scrapeAnnotations: z.boolean(),
    ipFamilyPolicy: z.enum(['', 'SingleStack', 'PreferDualStack', 'RequireDualStack']),
    ipFamilies: z.array(z.enum(['IPv4', 'IPv6'])),
  }),
  persistence: z.strictObject({
    enabled: z.boolean(),
    size: quantity,
    storageClass: z.string().nullable().optional(),
    accessModes: z.array(z.enum(['ReadWriteOnce', 'ReadWriteOncePod'])).min(1),
    annotations: labels,
    retentionPolicy: z.strictObject({
      whenDeleted: z.enum(['Retain', 'Delete']),
      whenScaled: z.enum(['Retain', 'Delete']),
    }),
  }),
  serviceAccount: z.strictObject({ create: z.boolean(), name: z.string(), annotations: labels }),
  resources: z.strictObject({
    requests: z.record(z.string(), quantity).optional(),
    limits: z.record(z.string(), quantity).optional(),
    claims: kubernetesList.optional(),
  }),
  podSecurityContext: z.looseObject({ runAsUser: id, runAsGroup: id, fsGroup: id }),
  securityContext: kubernetesObject,
  livenessProbe: probe,
  readinessProbe: probe,
  podAnnotations: labels,
  podLabels: labels,
  nodeSelector: labels,
  tolerations: kubernetesList,
  affinity: kubernetesObject,
  topologySpreadConstraints: kubernetesList,
  priorityClassName: z.string(),
  runtimeClassName: z.string(),
  terminationGracePeriodSeconds: z.int().min(5),
  updateStrategy: kubernetesObject,
  revisionHistoryLimit: z.int().min(0),
  dnsPolicy: z.string(),
  dnsConfig: kubernetesObject,
  hostAliases: kubernetesList,
  extraArgs: z.array(z.string()),
  extraEnv: kubernetesList,
  extraEnvFrom: kubernetesList,
  extraVolumes: kubernetesList,
  extraVolumeMounts: kubernetesList,
  extraInitContainers: kubernetesList,
  extraContainers: kubernetesList,
  extraObjects: kubernetesList,
  clusterLabel: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/),
  serviceMonitor: monitor,
  podMonitor: monitor,
  prometheusRule: z.strictObject({
    enabled: z.boolean(),
    namespace: z.string(),
    labels,
    annotations: labels,
    job: z.string().regex(/^[^"\\]+$/),
    links: z.strictObject({ grafana: httpUrl, runbooks: httpUrl, deadbeat: z.literal('').or(httpUrl) }),
    thresholds: thresholdsOfChart(),
    rules: z.string(),
    longRanges: z.boolean(),
    disabled: z.array(z.string()),
    alertLabels: labels,
    overrides: z.record(
      z.string(),
      z.strictObject({
        severity: z.string().optional(),
        for: duration.optional(),
        keepFiringFor: duration.optional(),
        labels: labels.optional(),
        annotations: labels.optional(),
      }),
    ),
  }),
  dashboards: z.strictObject({ enabled: z.boolean(), namespace: z.string(), labels, annotations: labels }),
  networkPolicy: z.strictObject({
    enabled: z.boolean(),
    ingressFrom: kubernetesList,
    egress: kubernetesList,
    temporalPorts: z.array(z.int().min(1).max(65_535)).min(1),
  }),
  podDisruptionBudget: z.strictObject({ enabled: z.boolean(), maxUnavailable: countOrPercent }),
  ingress: z.strictObject({
    enabled: z.boolean(),
    className: z.string(),
    annotations: labels,
    hosts: z.array(
      z.strictObject({
        host: z.string().min(1),
        paths: z
          .array(
            z.strictObject({
              path: z.string().regex(/^\//),
              pathType: z.enum(['Prefix', 'Exact', 'ImplementationSpecific']).optional(),
            }),
          )
          .min(1),
      }),
    ),
    tls: kubernetesList,
  }),
});
