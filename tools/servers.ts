/** The real servers that the demo and the tests run against. */
export { EndedTooEarly } from './child.js';
export { freePort, freePorts } from './free-ports.js';
export * from './prometheus-server.js';
export * from './temporal-server.js';
