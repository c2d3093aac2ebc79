import type { AppLogger } from '@naru/logging';
import type { LoggerService } from '@nestjs/common';

import { fault } from '../errors/error-filter.ts';

/** Nest's own lines in our log: what it tells of its start is for debugging. */
export class NestLog implements LoggerService {
  readonly #log: AppLogger['log'];

  constructor(log: AppLogger['log']) {
    this.#log = log;
  }

  log(message: unknown): void {
    this.#log.debug(text(message));
  }

  debug(message: unknown): void {
    this.#log.debug(text(message));
  }

  verbose(message: unknown): void {
    this.#log.trace(text(message));
  }

  warn(message: unknown): void {
    this.#log.warn(text(message));
  }

  error(message: unknown): void {
    this.#log.error(message instanceof Error ? fault(message) : {}, text(message));
  }

  fatal(message: unknown): void {
    this.#log.fatal(text(message));
  }
}

const text = (message: unknown): string => (message instanceof Error ? message.message : String(message));
