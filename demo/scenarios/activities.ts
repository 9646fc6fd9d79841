/** What the workers of activities run. */
export * from './cancelled/activities.js';
