import { z } from 'zod';

/** What Kubernetes checks itself: the chart passes it on as it is. */
export const kubernetesObject = z.record(z.string(), z.any());
export const kubernetesList = z.array(kubernetesObject);
export const labels = z.record(z.string(), z.string());
export const id = z.int().min(0).nullable().optional();
export const quantity = z.union([z.string(), z.number()]);
export const duration = z.string().regex(/^([0-9]+(ms|[smhdwy]))+$/);
export const httpUrl = z.string().regex(/^(https?:\/\/.+)?$/);
/** Name of a Secret; empty: none. */
export const optionalSecret = z.string();
export const probe = z.strictObject({
  initialDelaySeconds: z.int().min(0).optional(),
  periodSeconds: z.int().min(1),
  timeoutSeconds: z.int().min(1),
  successThreshold: z.int().min(1).optional(),
  failureThreshold: z.int().min(1),
});
export const monitor = z.strictObject({
  enabled: z.boolean(),
  namespace: z.string(),
  labels,
  annotations: labels,
  job: z.string().min(1),
  cluster: z.string(),
  interval: duration,
  scrapeTimeout: duration,
  scheme: z.enum(['http', 'https']),
  tlsConfig: kubernetesObject,
  basicAuth: kubernetesObject,
  relabelings: kubernetesList,
  metricRelabelings: kubernetesList,
});
