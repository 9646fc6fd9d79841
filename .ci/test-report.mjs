// What `.ci/run` asks of vitest's JSON reports.
//   files REPORT                       the test files in which something failed, one per line
//   summary STATUS REPORT [REPEATED]   "PASSED FAILED" on standard output; what failed, on standard error
// A test that failed, and passed when its file was repeated alone, counts as passed and is named as unsteady.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [job, ...args] = process.argv.slice(2);
if (job === 'files') for (const { name } of failedFiles(read(args[0]))) console.log(relative('.', name));
if (job === 'summary') summary(...args);

function summary(status, file, repeatedFile) {
  const report = read(file);
  const repeated = repeatedFile && read(repeatedFile);
  const failures = failuresIn(repeated ?? report);
  const names = new Set(failures.map(nameOf));
  const unsteady = repeated ? failuresIn(report).filter((failure) => !names.has(nameOf(failure))) : [];
  const tests = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  if (!report) failures.push('the tests left no report');
  // A run that found no test, or that failed without a failed test (a crash outside of one), has failed.
  else if (tests.length === 0 && failures.length === 0) failures.push('no test was found');
  else if (status !== '0' && failedFiles(report).length === 0) failures.push(`the test command ended with ${status}`);
  for (const failure of unsteady) console.error(`=== unsteady, passed when repeated: ${failure}`);
  for (const failure of failures) console.error(`=== failed: ${failure}`);
  const passed = tests.filter((test) => test.status === 'passed').length + unsteady.length;
  console.log(`${passed} ${failures.length}`);
}

function failuresIn(report) {
  return report?.testResults.flatMap(failuresOf) ?? [];
}

function nameOf(failure) {
  return failure.split('\n')[0];
}

function failedFiles(report) {
  return report?.testResults.filter((result) => failuresOf(result).length > 0) ?? [];
}

/** A file that cannot be loaded, or whose hook fails, has a message and no failed test. */
function failuresOf({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [`${relative('.', name)}\n${message.slice(0, 2_000)}`];
  return failed.map((test) =>
    [`${relative('.', name)}: ${test.fullName}`, ...test.failureMessages].join('\n').slice(0, 2_000),
  );
}

function read(file) {
  return existsSync(file) && readFileSync(file, 'utf8') !== '' ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
