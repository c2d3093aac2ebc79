import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment } from '@naru/config';
import { AppError } from '@naru/contracts';
import { endGroup } from '@naru/files';
import type { ChatClient } from '@naru/inference';

import { lastLines } from './log-tail.ts';
import { newRecord, RECORD_THEN_RUN, RECORD_VARIABLE } from './records.ts';

/** A command that becomes an engine. */
export interface EngineCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What to do where the program is not there. */
  readonly hint?: string;
}

export interface ProcessPlace {
  readonly logFile: string;
  /** Folder of the records by which a killed supervisor's engines are found. */
  readonly records: string;
  readonly graceMs?: number | undefined;
}

const MAX_LOG_BYTES = 20 * 1024 * 1024;
const POLL_MS = 50;
const CANARY_MS = 60_000;

/** One engine process, in a process group of its own. */
export class EngineProcess {
  /** Resolves when it has ended, with how. */
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #place: ProcessPlace;
  readonly #record: string;
  readonly #logFrom: number;
  #ended: string | undefined;

  /** @throws AppError `python.unavailable` where the program is not there */
  constructor(command: EngineCommand, place: ProcessPlace) {
    if (command.program.includes('/') && !existsSync(command.program)) {
      throw new AppError('python.unavailable', `The engine needs ${command.program}, which is not there.`, {
        hint: command.hint ?? 'Make the Python environment: npx nx run python:env',
      });
    }
    this.#place = place;
    this.#record = newRecord(place.records);
    this.#logFrom = madeReady(place.logFile);
    this.#child = spawned(command, this.#record, place.logFile);
    this.exited = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#ended ??= how;
        resolve(how);
      };
      this.#child.once('error', (error) => end(`cannot be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => end(`ended with ${signal ?? `status ${code ?? 0}`}`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Waits until it answers a real request.
   *
   * @throws AppError `engine.start-failed` with the last lines of its log where it ends first, or not in time
   */
  async ready(client: ChatClient, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const limits = { wholeMs: Math.min(CANARY_MS, Math.max(1, deadline - performance.now())) };
      const isWell = await client.canary({ signal, timeouts: limits }).then(
        () => true,
        () => false,
      );
      signal?.throwIfAborted();
      if (this.#ended !== undefined) throw this.#failed(this.#ended);
      if (isWell) return;
      if (performance.now() > deadline) throw this.#failed(`gave no answer within ${timeoutMs / 1000} s`);
      await Promise.race([sleep(POLL_MS), this.exited]);
    }
  }

  /** Ends the whole group. */
  async end(): Promise<void> {
    if (this.pid !== 0) await endGroup(this.pid, this.#place.graceMs);
    rmSync(this.#record, { force: true });
  }

  #failed(how: string): AppError {
    const { logFile } = this.#place;
    const said = lastLines(logFile, this.#logFrom);
    const lines = said === '' ? ' It said nothing.' : ` Last lines of ${logFile}:\n${said}`;
    return new AppError('engine.start-failed', `The engine ${how}.${lines}`, {
      hint: 'npx nx run serve:engine starts it alone.',
    });
  }
}

/** How long the log is already. */
function madeReady(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true });
  if (!existsSync(logFile)) return 0;
  const { size } = statSync(logFile);
  if (size <= MAX_LOG_BYTES) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

function spawned({ program, args, environment }: EngineCommand, record: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn('/bin/sh', ['-c', RECORD_THEN_RUN, 'sh', record, program, ...args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: childEnvironment({ ...environment, [RECORD_VARIABLE]: record }),
    });
  } finally {
    closeSync(log);
  }
}
