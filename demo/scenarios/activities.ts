/** What the workers of activities run. */
export * from './batch/activities.js';
export * from './cancelled/activities.js';
export * from './crash/activities.js';
export * from './deadlock/activities.js';
export * from './external/activities.js';
export * from './freeze/activities.js';
export * from './ignores/activities.js';
export * from './loop/activities.js';
export * from './orphan/activities.js';
export * from './payment/activities.js';
export * from './report/activities.js';
export * from './stalled/activities.js';
export * from './zombie/activities.js';
