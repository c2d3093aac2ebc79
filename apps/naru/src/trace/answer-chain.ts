// Owns the chain behind an answer: from what a person read back to the files that it was learned from.
import { AppError, type DatasetManifest, type EvaluationReport, type TrainJob } from '@naru/contracts';
import { AuditRow, FeedbackRow, MessageRow, type Database, type Provenance } from '@naru/db';

import { reportsIn } from '../stages/evaluate.ts';
import { knownRun, manifestOf } from './artifacts.ts';

/** Everything that an answer came from; null where this machine no longer has it, or it never was. */
export interface AnswerChain {
  readonly message: Pick<MessageRow, 'id' | 'conversationId' | 'content' | 'createdAt' | 'status'>;
  /** Null: the answer was brought along, or written before provenance was. */
  readonly provenance: Provenance | null;
  readonly run: TrainJob | null;
  readonly dataset: { readonly id: string; readonly manifest: DatasetManifest | null } | null;
  /** Evaluations of the adapter, the oldest first. */
  readonly reports: readonly EvaluationReport[];
  /** Changes of aliases that brought the adapter in or took it out. */
  readonly audit: readonly AuditRow[];
  readonly feedback: Omit<FeedbackRow, 'messageId'> | null;
}

/** @throws AppError `message.not-found` */
export async function answerChain(messageId: string, database: Database, root: string): Promise<AnswerChain> {
  const message = await answerOf(messageId, database);
  const { provenance } = message;
  const adapter = provenance?.adapter ?? null;
  const run = adapter?.runId ? ((await knownRun(root, adapter.runId))?.job ?? null) : null;
  const datasetId = provenance?.dataset?.id ?? run?.data.id ?? null;
  const reports = await reportsIn(root);
  const feedback = await database.read.findOneBy(FeedbackRow, { messageId });
  const { id, conversationId, content, createdAt, status } = message;
  return {
    message: { id, conversationId, content, createdAt, status },
    ...{ provenance, run },
    dataset: datasetId === null ? null : { id: datasetId, manifest: (await manifestOf(root, datasetId)) ?? null },
    reports: reports.filter(({ candidate }) => adapter !== null && candidate.sha256 === adapter.sha256),
    audit: adapter === null ? [] : await auditOf(adapter.sha256, database),
    feedback: feedback === null ? null : withoutId(feedback),
  };
}

async function answerOf(id: string, { read }: Database): Promise<MessageRow> {
  const message = await read.findOneBy(MessageRow, { id });
  if (message === null) throw new AppError('message.not-found', `There is no message ${id} in the database.`);
  if (message.role === 'assistant') return message;
  const answers = await read.findBy(MessageRow, { parentId: id, conversationId: message.conversationId });
  throw new AppError('message.not-found', `${id} is a question, and was made by nothing of Naru's.`, {
    hint: answers.length === 0 ? undefined : `Its answers: ${answers.map((answer) => answer.id).join(', ')}`,
  });
}

async function auditOf(sha256: string, { read }: Database): Promise<AuditRow[]> {
  const rows = await read.find(AuditRow, { order: { seq: 'ASC' } });
  return rows.filter(({ from, to }) => from?.adapterSha256 === sha256 || to?.adapterSha256 === sha256);
}

function withoutId({ rating, reason, correction, consent, updatedAt }: FeedbackRow): Omit<FeedbackRow, 'messageId'> {
  return { rating, reason, correction, consent, updatedAt };
}
