import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UserError } from '../../../collector/errors.js';
import { LiveConnection } from '../../../collector/temporal/connection/live-connection.js';
import type { Profile } from '../../../collector/temporal/connection/profile.js';
import { Secrets } from '../../../collector/temporal/connection/secrets.js';

/** Connections that only know the key that they were opened with. */
const closing = vi.hoisted(() => ({ fails: false }));
vi.mock('../../../collector/temporal/connection/open.js', () => ({
  mebibyte: 1024 * 1024,
  openConnection: ({ apiKey }: Profile) => ({
    apiKey,
    close: async () => {
      if (closing.fails) throw new Error('cannot be closed');
    },
  }),
}));

const describeCall = { namespace: 'default', method: 'DescribeWorkflowExecution' } as const;
const listCall = { namespace: 'default', method: 'ListWorkflowExecutions' } as const;

let folder: string;
let file: string;
let live: LiveConnection;
const debug = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-live-'));
  file = join(folder, 'key');
  closing.fails = false;
  debug.mockClear();
});

afterEach(async () => {
  closing.fails = false;
  await live.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** @throws UserError for a key that begins with `broken` */
function readKey(content: string): Profile {
  if (content.startsWith('broken')) throw new UserError(['the key is broken']);
  return { address: 'temporal:7233', namespaces: ['default'], apiKey: content, files: [file] };
}

let content: string;
let afterRead: (() => void) | undefined;
function write(key: string) {
  content = key;
  writeFileSync(file, key);
}
function change(key: string) {
  write(key);
  vi.advanceTimersByTime(5_000);
}

function opened() {
  write('first');
  const log = { debug, info: vi.fn(), warn: vi.fn(), error: vi.fn() } as unknown as Logger;
  const read = () => {
    const profile = readKey(content);
    afterRead?.();
    return profile;
  };
  live = new LiveConnection({ profile: read(), read, secrets: new Secrets(), requestTimeoutMs: 1_000, log });
  live.watch();
  return live;
}

/** The key of the connection that the next call takes, and how that call ends. */
function callEnds(
  call: Parameters<LiveConnection['lease']>[1],
  code: Parameters<ReturnType<LiveConnection['lease']>['ended']>[0],
) {
  const lease = live.lease(false, call);
  lease.ended(code);
  return (lease.connection as unknown as { apiKey: string }).apiKey;
}

it('takes a changed key into use with the first call that it answers', () => {
  opened();
  change('second');
  expect(callEnds(describeCall, 'OK')).toBe('second');
  expect(callEnds(describeCall, 'OK')).toBe('second');
  expect(live.watchedFiles()).toEqual([{ file, lastReloadSuccessful: true, failedReloads: 0 }]);
});

it('takes a key into use that was changed again while the files were read', () => {
  opened();
  afterRead = () => {
    afterRead = undefined;
    write('third');
  };
  change('second');
  vi.advanceTimersByTime(5_000);
  expect(callEnds(describeCall, 'OK')).toBe('third');
});

it('does not take a changed key for good that may not do what the one in force may', () => {
  opened();
  expect(callEnds(describeCall, 'OK')).toBe('first');
  change('second');
  const trial = live.lease(false, describeCall);
  expect(trial.isUnproven('PERMISSION_DENIED')).toBe(true);
  trial.ended('PERMISSION_DENIED');
  expect(callEnds(describeCall, 'OK')).toBe('first');
  expect(live.watchedFiles()).toEqual([{ file, lastReloadSuccessful: false, failedReloads: 1 }]);
});

it('takes a refusal for proof where the connection in force is refused the same', () => {
  opened();
  callEnds(listCall, 'OK');
  callEnds(describeCall, 'PERMISSION_DENIED');
  change('second');
  expect(callEnds(listCall, 'PERMISSION_DENIED')).toBe('second');
  expect(callEnds(describeCall, 'PERMISSION_DENIED')).toBe('first');
  vi.advanceTimersByTime(5_000);
  const trial = live.lease(false, describeCall);
  expect(trial.isUnproven('PERMISSION_DENIED')).toBe(false);
  trial.ended('PERMISSION_DENIED');
  expect(callEnds(listCall, 'OK')).toBe('second');
});

it('counts every changed content that cannot be used once', () => {
  opened();
  change('broken');
  vi.advanceTimersByTime(20_000);
  change('broken, too');
  vi.advanceTimersByTime(20_000);
  expect(live.watchedFiles()).toEqual([{ file, lastReloadSuccessful: false, failedReloads: 2 }]);
});

it('goes on where an old connection cannot be closed', async () => {
  opened();
  change('second');
  change('third');
  expect(callEnds(listCall, 'OK')).toBe('third');
  closing.fails = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(debug).toHaveBeenCalledWith({ error: 'cannot be closed' }, 'an old connection could not be closed');
});
