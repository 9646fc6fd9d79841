import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

const stderr = 2;

export type LogSettings = Readonly<{
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  logFormat?: 'json' | 'text' | undefined;
}>;

/** Structured logs on stderr: JSON lines, or text for people. */
export function createLog({ logLevel, logFormat }: LogSettings, isTerminal: boolean): Logger {
  const options = { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (logFormat === 'text' || (logFormat === undefined && isTerminal))
    return pino(
      options,
      pretty({ destination: stderr, sync: true, colorize: isTerminal, translateTime: 'SYS:HH:MM:ss' }),
    );
  return pino(options, pino.destination({ dest: stderr, sync: true }));
}
