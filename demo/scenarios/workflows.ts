/** What the worker of workflows runs: Temporal's bundler starts from here. */
export * from './cancelled/workflows.js';
