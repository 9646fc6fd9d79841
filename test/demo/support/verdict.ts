import type { Verdict } from '../../../demo/verdict.js';

/** Nothing speaks against it. */
export function aVerdict(fields: Partial<Verdict>): Verdict {
  return {
    scenario: 'batch',
    twin: 'without',
    measure: 'wasted',
    history: 10,
    deadbeat: 10,
    agrees: true,
    isBound: false,
    findings: [],
    missed: [],
    accused: [],
    notFired: [],
    falseAlarms: [],
    ...fields,
  };
}
