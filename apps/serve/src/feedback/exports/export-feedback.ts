// Owns the way of rated answers out of the database: one state of it, as a folder that is whole or not there.
// Does not know who asked for it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { feedbackId, feedbackManifestOf, type FeedbackAnswer, type FeedbackManifest } from '@naru/contracts';
import { ExportedMessageRow, FeedbackExportRow, type Database } from '@naru/db';
import { folderBeside, holdLock, settleFolder, writeFileAtomically } from '@naru/files';
import type { EntityManager } from 'typeorm';

import { agreedAnswers, newlyExported, withdrawnAnswers, type AgreedAnswer } from './agreed-answers.ts';
import { FeedbackFile } from './feedback-file.ts';
import { feedbackLine } from './feedback-line.ts';
import { forgottenMessages, isForgotten } from './forgotten-messages.ts';

export interface ExportOptions {
  /** Where `feedback@<sha>` is put. */
  readonly folder: string;
  readonly createdBy: string | null;
  /** data/forgotten.jsonl: what it lists leaves no more, whoever agreed. */
  readonly forgotten: string;
  readonly now?: () => Date;
}

export interface FeedbackExport {
  readonly id: string;
  readonly path: string;
  readonly manifest: FeedbackManifest;
  /** It was there already, of the same content. */
  readonly known: boolean;
}

/**
 * Writes what people agreed to have learned from, and which answers of earlier exports were withdrawn since.
 *
 * Killed at any moment it leaves a whole export or none, and no answer in a file that a later export would not know of.
 */
export async function exportFeedback(database: Database, options: ExportOptions): Promise<FeedbackExport> {
  const { folder } = options;
  // One after the other: an export that began earlier must not end up as the one that knows of more withdrawals.
  const lock = await holdLock(join(folder, '.export.lock'));
  try {
    const beside = await folderBeside(folder);
    try {
      const manifest = await written(database, beside, options);
      const settled = { id: feedbackId(manifest), manifest, ...(await settleFolder(beside, feedbackId(manifest))) };
      await remember(database, settled, options);
      return settled;
    } catch (error) {
      await rm(beside, { recursive: true, force: true });
      throw error;
    }
  } finally {
    await lock.release();
  }
}

async function written(
  database: Database,
  beside: string,
  { now, forgotten }: ExportOptions,
): Promise<FeedbackManifest> {
  const exportedAt = (now?.() ?? new Date()).toISOString();
  const gone = await forgottenMessages(forgotten);
  const file = await FeedbackFile.create(join(beside, 'feedback.jsonl'));
  const { withdrawn, ...content } = await database
    .snapshot(async (manager) => {
      const leftOut = await writeLines(database, manager, { file, forgotten: gone });
      const fresh = new Set(await newlyExported(manager, leftOut));
      const withdrawn = [...(await withdrawnAnswers(manager)), ...leftOut.filter((id) => !fresh.has(id))];
      return { withdrawn: withdrawn.sort(), ...(await file.end()) };
    })
    .catch(async (error: unknown) => {
      await file.close().catch(() => undefined);
      throw error;
    });
  const manifest = feedbackManifestOf({ exportedAt, ...content, withdrawn });
  await writeFileAtomically(join(beside, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

interface Writing {
  readonly file: FeedbackFile;
  /** Ids of messages. */
  readonly forgotten: ReadonlySet<string>;
}

/**
 * Ids are remembered before the file gets its name: what was read once is never unknown to a later export.
 *
 * @returns ids of the answers that are forgotten
 */
async function writeLines(database: Database, manager: EntityManager, { file, forgotten }: Writing): Promise<string[]> {
  const leftOut: string[] = [];
  for await (const page of agreedAnswers(manager)) {
    const leaving: AgreedAnswer[] = [];
    for (const answer of page) {
      if (await isForgotten(manager, answer, forgotten)) leftOut.push(answer.id);
      else leaving.push(answer);
    }
    const ids = await newlyExported(
      manager,
      leaving.map(({ id }) => id),
    );
    if (ids.length > 0) {
      const rows = ids.map((messageId) => ({ messageId }));
      await database.write((writer) =>
        writer.createQueryBuilder().insert().into(ExportedMessageRow).values(rows).orIgnore().execute(),
      );
    }
    for (const answer of leaving) {
      await file.write(withoutForgotten(await feedbackLine(manager, answer), forgotten));
      await turn(); // SQLite answers at once: without it nobody else would be served meanwhile
    }
  }
  return leftOut;
}

const withoutForgotten = (line: FeedbackAnswer, forgotten: ReadonlySet<string>): FeedbackAnswer => ({
  ...line,
  others: line.others.filter(({ messageId }) => !forgotten.has(messageId)),
});

async function remember(database: Database, { id, manifest }: FeedbackExport, options: ExportOptions): Promise<void> {
  const { sha256, counts, withdrawn, file, exportedAt } = manifest;
  const row = {
    ...{ id, sha256, answers: counts.answers, pairs: counts.pairs, withdrawn: withdrawn.length, bytes: file.bytes },
    createdBy: options.createdBy,
    exportedAt: Date.parse(exportedAt),
  };
  await database.write((manager) =>
    manager.createQueryBuilder().insert().into(FeedbackExportRow).values(row).orIgnore().execute(),
  );
}
