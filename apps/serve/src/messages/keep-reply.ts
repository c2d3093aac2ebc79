import { setTimeout as sleep } from 'node:timers/promises';

import { AppError, isErrorCode } from '@naru/contracts';
import { endMessage, MessageRow, type Database, type MessageEnd, type MessageStatus } from '@naru/db';
import type { Usage } from '@naru/inference';
import type { AppLogger } from '@naru/logging';

import type { UsageBook } from '../usage/usage-book.ts';
import { messageView } from './message-view.ts';
import type { ReplyPlan } from './reply-plan.ts';

export interface KeepReplyParts {
  readonly database: Database;
  readonly usage: UsageBook;
  readonly log: AppLogger['log'];
  /** Aborted when this process stops. */
  readonly closing: AbortSignal;
  /** How long readers wait for an answer to be kept before they are told that it is not. */
  readonly keepTellMs?: number | undefined;
}

/** How an answer ended. */
export interface Outcome {
  readonly status: MessageStatus;
  readonly finishReason: string | null;
  readonly error: AppError | null;
  readonly usage: Usage;
  readonly estimated: boolean;
}

const TELL_MS = 5000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
const FAULTS = 5;

/**
 * Keeps an answer, counts what it used, and tells its readers of its end. While the database takes nothing, readers are
 * told after a while that it failed; it is kept as it ended as soon as that is possible.
 */
export async function keepReply(plan: ReplyPlan, parts: KeepReplyParts, outcome: Outcome): Promise<void> {
  const { generation } = plan;
  const { log, closing, usage, keepTellMs = TELL_MS } = parts;
  usage.count(plan.person, outcome.usage);
  let failure: unknown;
  const tell = (): void => generation.finish(messageView(finished(plan, notYet(outcome, failure)), null));
  const late = setTimeout(tell, keepTellMs);
  for (let faults = 0, waitMs = FIRST_WAIT_MS; faults < FAULTS && !closing.aborted; waitMs *= 2) {
    try {
      const row = await write(plan, parts, outcome);
      generation.finish(messageView(row, null));
      break;
    } catch (error) {
      failure = error;
      // A database that is away, busy or full may come back; anything else is a fault of ours.
      if (!(error instanceof AppError)) faults += 1;
      log.error({ err: error, messageId: generation.messageId }, 'an answer could not be kept');
      await sleep(Math.min(waitMs, LONGEST_WAIT_MS), undefined, { signal: closing }).catch(() => undefined);
    }
  }
  clearTimeout(late);
  tell();
  generation.settle();
}

function notYet(outcome: Outcome, failure: unknown): Outcome {
  const code = failure instanceof AppError ? failure.code : 'database.busy';
  const error = new AppError(code, 'The answer could not be kept yet; that is tried again.');
  return { ...outcome, status: 'failed', finishReason: null, error };
}

function write(plan: ReplyPlan, { database }: KeepReplyParts, outcome: Outcome): Promise<MessageRow> {
  const ended = finished(plan, outcome);
  // Where it is not there, it was deleted with its conversation meanwhile, or is gone on with elsewhere.
  return database.write(async (manager) => {
    await endMessage(manager, plan.row, ended);
    return ended;
  });
}

function finished(plan: ReplyPlan, outcome: Outcome): MessageRow {
  return Object.assign(new MessageRow(), plan.row, endOf(plan, outcome));
}

function endOf({ row, generation, spentTokens }: ReplyPlan, outcome: Outcome): MessageEnd {
  const { status, finishReason, error, usage, estimated } = outcome;
  return {
    content: generation.text,
    snapshotSeq: generation.seq,
    status,
    finishReason,
    errorCode: error !== null && isErrorCode(error.code) ? error.code : null,
    errorMessage: error?.message ?? null,
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens + spentTokens,
    usageEstimated: estimated,
    trimmedTurns: Math.max(row.trimmedTurns, generation.trimmedTurns),
    completedAt: Date.now(),
  };
}
