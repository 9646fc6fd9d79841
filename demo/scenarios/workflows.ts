/** What the worker of workflows runs: Temporal's bundler starts from here. */
export * from './batch/workflows.js';
export * from './cancelled/workflows.js';
export * from './crash/workflows.js';
export * from './deadlock/workflows.js';
export * from './external/workflows.js';
export * from './freeze/workflows.js';
export * from './ignores/workflows.js';
export * from './loop/workflows.js';
export * from './orphan/workflows.js';
export * from './payment/workflows.js';
export * from './report/workflows.js';
export * from './stalled/workflows.js';
export * from './zombie/workflows.js';
