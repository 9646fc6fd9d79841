/** What the process ends with; settings/commands.ts says when. */
export const exitCodes = {
  success: 0,
  failed: 1,
  offendersFound: 1,
  wasteFound: 1,
  badConfiguration: 2,
  /** Temporal cannot be reached, or not everything was examined. */
  scanIncomplete: 3,
  auditIncomplete: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
