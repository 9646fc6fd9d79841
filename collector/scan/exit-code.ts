import type { Finding } from '../findings/findings.js';
import { type ExitCode, exitCodes } from '../process/exit-codes.js';
import { wastedSecondsOf } from './groups.js';
import type { Report } from './report-schema.js';

type Limits = Readonly<{ failOn?: readonly Finding[] | undefined; minWasteMs: number }>;

/** Offenders count where they have one of the findings that are named, and together wasted as much as is named. */
export function exitCodeFor({ complete, activities }: Report, { failOn, minWasteMs }: Limits): ExitCode {
  if (!complete) return exitCodes.scanIncomplete;
  const counted =
    failOn === undefined
      ? activities
      : activities.filter(({ findings }) => findings.some((one) => failOn.includes(one)));
  const isEnough = wastedSecondsOf(counted) * 1000 >= minWasteMs;
  return counted.length > 0 && isEnough ? exitCodes.offendersFound : exitCodes.success;
}
