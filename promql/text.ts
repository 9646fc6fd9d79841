import type { AnyLabel } from './metrics.js';

export function by(...labels: readonly AnyLabel[]): string {
  return `by (${labels.join(', ')})`;
}

export function on(...labels: readonly AnyLabel[]): string {
  return `on (${labels.join(', ')})`;
}

/** Joins lines, each already indented as it should read. */
export function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}

export function indent(expression: string): string {
  return expression.replace(/^/gm, '  ');
}

/** Name of a recording rule: `level:metric:operation`. */
export function recordName(level: readonly AnyLabel[], metric: string, operation: string): string {
  return [level.join('_'), metric, operation].join(':');
}
