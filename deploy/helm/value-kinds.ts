import { z } from 'zod';

/** What Kubernetes checks itself: the chart passes it on as it is. */
export const kubernetesObject = z.record(z.string(), z.any());
export const kubernetesList = z.array(kubernetesObject);
export const labels = z.record(z.string(), z.string());
export const id = z.int().min(0).nullable().optional();
/** Such as 100m or 1Gi. */
export const quantity = z.union([
  z.string().regex(/^[0-9]+([.][0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/),
  z.number().min(0),
]);
export const countOrPercent = z.union([z.int().min(0), z.string().regex(/^[0-9]+%$/)]);
/** Of `--cancel-grace` and the like. */
export const settingDuration = z
  .string()
  .regex(/^([0-9]+h([0-9]+m)?([0-9]+s)?([0-9]+ms)?|[0-9]+m([0-9]+s)?([0-9]+ms)?|[0-9]+s([0-9]+ms)?|[0-9]+ms)$/);
export const duration = z.string().regex(/^([0-9]+(ms|[smhdwy]))+$/);
export const httpUrl = z.string().regex(/^(https?:\/\/.+)?$/);
/** Name of a Secret; empty: none. */
export const optionalSecret = z.string().regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/);
export const secretKey = z.string().regex(/^[-._a-zA-Z0-9]+$/);
/** Of a resource; Services begin with a letter. */
export const optionalName = z
  .string()
  .regex(/^([a-z]([-a-z0-9]*[a-z0-9])?)?$/)
  .max(50);
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
