// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- projects that read this source need the types too
/// <reference path="./pino-roll.d.ts" />
import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { redactSecrets, workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import {
  destination,
  multistream,
  pino,
  type DestinationStream,
  type Level,
  type Logger,
  type StreamEntry,
} from 'pino';
import { PinoPretty as pretty } from 'pino-pretty';
import roll from 'pino-roll';

import { currentLogContext } from './log-context.ts';
import { LoggingSettings } from './settings.ts';

export interface LoggerOptions {
  /** Names the file and stands in every line: train, serve. */
  readonly service: string;
  readonly settings?: LoggingSettings;
  /** What a person sees on stderr: readable lines, JSON, or nothing (a command that prints its own). */
  readonly console?: 'pretty' | 'json' | 'none';
}

export interface AppLogger {
  readonly log: Logger;
  /** Writes out what is buffered; call it before the process ends. */
  close(): Promise<void>;
}

// Keys whose values are secrets wherever they stand, three levels deep.
const SECRET_KEYS = ['password', 'token', 'secret', 'apiKey', 'api_key', 'authorization', 'cookie', 'set-cookie'];
const REDACTED_PATHS = SECRET_KEYS.flatMap((key) =>
  ['', '*.', '*.*.'].map((prefix) => `${prefix}["${key}"]`.replace('.[', '[')),
);
const MAX_FILE = '20m';
const FILES_KEPT = 14;

/** A logger that writes rotated JSON files to LOG_DIR and, as asked, lines for people to stderr. */
export async function createLogger(options: LoggerOptions): Promise<AppLogger> {
  const settings = options.settings ?? new LoggingSettings();
  const level = settings.level.toLowerCase() as Level;
  const dir = writable(resolve(workspaceRoot(), settings.dir));
  const file = await roll({
    file: resolve(dir, options.service),
    extension: '.log',
    frequency: 'daily',
    size: MAX_FILE,
    mkdir: true,
    limit: { count: FILES_KEPT },
  });
  const streams: StreamEntry[] = [{ level, stream: file }];
  const shown = consoleStream(options.console ?? (process.stderr.isTTY ? 'pretty' : 'json'));
  if (shown !== undefined) streams.push({ level, stream: shown });
  return { log: loggerTo(multistream(streams), options.service, level), close: () => ended(file) };
}

/** pino-roll would end the process instead of saying which folder it is. */
function writable(dir: string): string {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
    return dir;
  } catch (error) {
    throw new AppError('disk.read-only', `LOG_DIR: ${dir} cannot be written: ${(error as Error).message}.`, {
      hint: 'Set LOG_DIR to a folder that this user may write.',
      cause: error,
    });
  }
}

/** The same logger over any stream: what tests read. */
export function loggerTo(stream: DestinationStream, service: string, level: Level = 'info'): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...currentLogContext() }),
      redact: { paths: REDACTED_PATHS, censor: '[secret]' },
      hooks: { streamWrite: redactSecrets },
    },
    stream,
  );
}

function consoleStream(kind: 'pretty' | 'json' | 'none'): DestinationStream | undefined {
  if (kind === 'none') return undefined;
  if (kind === 'json') return destination({ dest: 2, sync: true });
  return pretty({ destination: 2, sync: true, ignore: 'pid,hostname,service', translateTime: 'SYS:HH:MM:ss' });
}

function ended(file: Awaited<ReturnType<typeof roll>>): Promise<void> {
  return new Promise((done, failed) => {
    file.once('close', () => done());
    file.once('error', failed);
    file.end();
  });
}
