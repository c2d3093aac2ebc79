// The same behaviour on both databases: run by *.spec.ts on SQLite and by *.int-spec.ts on PostgreSQL.
import { isUniqueViolation } from '../../database/failures.ts';
import type { Database } from '../../database/database.ts';
import { newId } from '../../database/new-id.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { DatabasePlace } from '../../database/place.ts';
import { DataJobRow } from '../../data/data-job.entity.ts';
import { DataSourceRow } from '../../data/data-source.entity.ts';
import { DataUploadRow } from '../../data/data-upload.entity.ts';
import { DatasetRow } from '../../data/dataset.entity.ts';
import { LoopRoundRow } from '../../loop/loop-round.entity.ts';
import { LoopStepRow } from '../../loop/loop-step.entity.ts';
import { AuditRow } from '../../registry/audit.entity.ts';
import { CanaryRow } from '../../registry/canary.entity.ts';
import { EvaluationRow } from '../../registry/evaluation.entity.ts';
import { ConversationRow } from '../../serve/chat/conversation.entity.ts';
import { ExportedMessageRow } from '../../serve/chat/exported-message.entity.ts';
import { FeedbackExportRow } from '../../serve/chat/feedback-export.entity.ts';
import { FeedbackRow } from '../../serve/chat/feedback.entity.ts';
import { MessageRow, type Provenance } from '../../serve/chat/message.entity.ts';
import { UsageDayRow } from '../../serve/people/usage-day.entity.ts';
import { UserRow } from '../../serve/people/user.entity.ts';
import { aConversation, aMessage, aUser } from '../rows.ts';

export type NewPlace = () => DatabasePlace | Promise<DatabasePlace>;

let db: Database;
let conversation: ReturnType<typeof aConversation>;

const insertMessage = (over: Partial<MessageRow>): Promise<unknown> =>
  db.write((manager) => manager.insert(MessageRow, aMessage(conversation, over)));

async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('was accepted');
}

async function setUp(newPlace: NewPlace): Promise<void> {
  db = await openDatabase(await newPlace());
  const user = aUser();
  conversation = aConversation(user.id);
  await db.write(async (manager) => {
    await manager.insert(UserRow, user);
    await manager.insert(ConversationRow, conversation);
  });
}

export function describeTables(newPlace: NewPlace): void {
  beforeAll(() => setUp(newPlace));
  afterAll(() => db.close());

  describe('a row', () => describeRows());
  describe('what belongs together', () => describeReferences());
  describe('what was exported', () => describeExports());
  describe('what a dataset is made of', () => describeData());
  describe('a round of the loop', () => describeLoop());
  describe('the audit of the registry', () => describeAudit());
  describe('a canary', () => describeCanaries());
  describe('a unique value', () => describeUnique());
}

function describeRows(): void {
  it('comes back as it went in: text in NFC, times and counts as numbers, JSON, yes and no', async () => {
    const provenance: Provenance = {
      model: 'smollm2',
      base: { id: 'smollm2-135m', sha256: null },
      adapter: null,
      dataset: null,
      chatTemplateSha256: 'ab',
      engine: { name: 'llama.cpp', version: '1' },
      parameters: { temperature: 0.5, stop: ['끝'] },
    };
    const id = newId();
    const createdAt = Date.UTC(2026, 10, 23);
    await insertMessage({ id, createdAt, content: '나루'.normalize('NFD'), provenance, usageEstimated: true });

    const row = await db.read.findOneByOrFail(MessageRow, { id });

    expect(row).toMatchObject({ content: '나루', createdAt, provenance, usageEstimated: true });
    expect(row).toMatchObject({ parentId: null, trimmedTurns: 0, snapshotSeq: 0, completedAt: null });
  });

  it('holds any text: emoji, quotes, a lone surrogate and a NUL as a replacement character', async () => {
    const id = newId();
    await insertMessage({ id, content: `🚢 '";--\u0000 \ud83d %_\\` });

    expect((await db.read.findOneByOrFail(MessageRow, { id })).content).toBe(`🚢 '";--\uFFFD \uFFFD %_\\`);
  });

  it('counts beyond 2^31', async () => {
    const key = { principal: 'user:1', day: '2026-11-23' };
    await db.write((manager) =>
      manager.insert(UsageDayRow, { ...key, requests: 1, promptTokens: 5e9, completionTokens: 0 }),
    );

    await db.write((manager) => manager.increment(UsageDayRow, key, 'promptTokens', 1));

    expect(await db.read.findOneByOrFail(UsageDayRow, key)).toMatchObject({ promptTokens: 5_000_000_001 });
  });

  it('is refused with a role, a status or a rating that is none', async () => {
    await expect(insertMessage({ role: 'system' as 'user' })).rejects.toThrow(/ck_messages_role/);
    await expect(insertMessage({ status: 'done' as 'complete' })).rejects.toThrow(/ck_messages_status/);
  });
}

function describeReferences(): void {
  it('has a parent in its own conversation, or is refused', async () => {
    const other = aConversation(conversation.ownerId);
    const parent = aMessage(other);
    await db.write(async (manager) => {
      await manager.insert(ConversationRow, other);
      await manager.insert(MessageRow, parent);
    });

    await expect(insertMessage({ parentId: parent.id })).rejects.toThrow(/foreign key/i);
    await expect(insertMessage({ parentId: newId() })).rejects.toThrow(/foreign key/i);
  });

  it('has the owner of its conversation, or is refused', async () => {
    const stranger = aUser();
    await db.write((manager) => manager.insert(UserRow, stranger));

    await expect(insertMessage({ ownerId: stranger.id })).rejects.toThrow(/foreign key/i);
  });

  it('goes together: a user with conversations, messages and feedback', async () => {
    const user = aUser();
    const theirs = aConversation(user.id);
    const question = aMessage(theirs, { content: '지울 말' });
    const reply = aMessage(theirs, { parentId: question.id, role: 'assistant' });
    await db.write(async (manager) => {
      await manager.insert(UserRow, user);
      await manager.insert(ConversationRow, theirs);
      await manager.insert(MessageRow, [question, reply]);
      await manager.insert(FeedbackRow, { messageId: reply.id, rating: 'up', consent: false, updatedAt: 1 });
    });

    await db.write((manager) => manager.delete(UserRow, { id: user.id }));

    expect(await db.read.countBy(MessageRow, { ownerId: user.id })).toBe(0);
    expect(await db.read.countBy(FeedbackRow, { messageId: reply.id })).toBe(0);
  });
}

function describeExports(): void {
  it('is remembered when the answer, its conversation and its person are gone', async () => {
    const user = aUser();
    const theirs = aConversation(user.id);
    const question = aMessage(theirs);
    const reply = aMessage(theirs, { parentId: question.id, role: 'assistant' });
    const made = { id: `feedback@${'ab'.repeat(16)}`, sha256: 'ab'.repeat(32), createdBy: user.id };
    await db.write(async (manager) => {
      await manager.insert(UserRow, user);
      await manager.insert(ConversationRow, theirs);
      await manager.insert(MessageRow, [question, reply]);
      await manager.insert(ExportedMessageRow, { messageId: reply.id });
      await manager.insert(FeedbackExportRow, {
        ...made,
        ...{ answers: 1, pairs: 0, withdrawn: 0, bytes: 5e9, exportedAt: 1 },
      });
    });

    await db.write((manager) => manager.delete(UserRow, { id: user.id }));

    expect(await db.read.countBy(ExportedMessageRow, { messageId: reply.id })).toBe(1);
    expect(await db.read.findOneByOrFail(FeedbackExportRow, { id: made.id })).toMatchObject({
      bytes: 5e9,
      createdBy: null,
    });
  });
}

function describeData(): void {
  it('stays when its person is gone, and a dataset is indexed once a person', async () => {
    const user = aUser();
    const source = { id: newId(), ownerId: user.id, name: '상담', kind: 'upload', bytes: 5e9, createdAt: 1 } as const;
    const summary = { description: '', licence: null, rows: { train: 1, validation: 0, test: 0 }, sources: [] };
    const dataset = { datasetId: 'a@b', ownerId: user.id, name: 'a', bytes: 1, summary, createdAt: 1 };
    await db.write(async (manager) => {
      await manager.insert(UserRow, user);
      await manager.insert(DataSourceRow, { ...source, hub: { repo: 'a/b', revision: null } });
      await manager.insert(DataUploadRow, { id: newId(), ownerId: user.id, createdAt: 1 });
      await manager.insert(DatasetRow, { id: newId(), ...dataset });
    });
    const twice = db.write((manager) => manager.insert(DatasetRow, { id: newId(), ...dataset }));
    const error = await failure(twice);

    await db.write((manager) => manager.delete(UserRow, { id: user.id }));

    expect(isUniqueViolation(error, 'data_datasets', 'dataset_id', 'owner_id')).toBe(true);
    expect(await db.read.findOneBy(DataSourceRow, { id: source.id })).toMatchObject({
      ownerId: null,
      bytes: 5e9,
      hub: { repo: 'a/b', revision: null },
    });
    expect(await db.read.countBy(DataUploadRow, { ownerId: user.id })).toBe(0);
  });

  it('is refused with a kind or a state that is none', async () => {
    const made = { id: newId(), name: 'a', createdAt: 1 };
    const source = { ...made, kind: 'path' as 'upload', bytes: 1 };
    const job = { ...made, state: 'done' as 'queued', recipe: {} };

    await expect(db.write((manager) => manager.insert(DataSourceRow, source))).rejects.toThrow(/ck_data_sources_kind/);
    await expect(db.write((manager) => manager.insert(DataJobRow, job))).rejects.toThrow(/ck_data_jobs_state/);
  });
}

function describeLoop(): void {
  it('takes its steps along, each of them once', async () => {
    const round = {
      id: newId(),
      policySha256: 'ab',
      policy: { name: '기본' },
      startedBy: 'cron',
      state: 'running',
    } as const;
    const step = { roundId: round.id, position: 1, name: 'train', key: 'k', state: 'done', startedAt: 1 } as const;
    await db.write(async (manager) => {
      await manager.insert(LoopRoundRow, { ...round, startedAt: 5e12 });
      await manager.insert(LoopStepRow, {
        ...step,
        id: newId(),
        made: { runId: 'r' },
        process: { pid: 1, startedAt: null },
      });
    });
    const twice = await failure(db.write((manager) => manager.insert(LoopStepRow, { ...step, id: newId() })));

    expect(isUniqueViolation(twice, 'loop_steps', 'round_id', 'name')).toBe(true);
    expect(await db.read.findOneByOrFail(LoopStepRow, { roundId: round.id })).toMatchObject({ made: { runId: 'r' } });
    await db.write((manager) => manager.delete(LoopRoundRow, { id: round.id }));
    expect(await db.read.countBy(LoopStepRow, { roundId: round.id })).toBe(0);
  });
}

function describeAudit(): void {
  const row = (over: Partial<AuditRow> = {}): Partial<AuditRow> => ({
    ...{
      seq: 1,
      id: newId(),
      at: 5e12,
      model: 'base',
      action: 'promote',
      alias: 'production',
      by: '나루',
      why: 'better',
    },
    ...{ from: null, to: { name: 'a@b', version: '3', adapterSha256: 'ab' }, forced: false },
    ...{ previousHash: '0', hash: '1', ...over },
  });
  const refused = async (sql: string): Promise<void> => {
    await expect(db.write((manager) => manager.query(sql))).rejects.toThrow(/append-only/);
  };

  it('is added to, and by nothing changed or shortened', async () => {
    await db.write((manager) => manager.insert(AuditRow, row()));
    await refused(`UPDATE registry_audit SET why = 'worse'`);
    await refused('DELETE FROM registry_audit');
    await refused(
      db.engine === 'postgres'
        ? 'TRUNCATE registry_audit'
        : `REPLACE INTO registry_audit SELECT seq, id, at, model, action, alias, by_whom, from_version, to_version, 'worse', forced, eval_id, report_sha256, previous_hash, hash FROM registry_audit`,
    );

    expect(await db.read.find(AuditRow)).toEqual([
      expect.objectContaining({ ...row(), id: expect.any(String) as string }),
    ]);
  });

  it('and the hashes of reports are kept in the same way', async () => {
    const report = { id: '20261123T000000-abcdef', reportSha256: 'ab', verdict: 'better', createdAt: 5e12 } as const;
    await db.write((manager) => manager.insert(EvaluationRow, report));
    await refused(`UPDATE evaluations SET verdict = 'inconclusive'`);
    await refused('DELETE FROM evaluations');

    expect(await db.read.find(EvaluationRow)).toEqual([{ ...report, candidateSha256: null }]);
  });

  it('has one row after each', async () => {
    const fork = db.write((manager) => manager.insert(AuditRow, row({ seq: 2 })));

    await expect(fork).rejects.toThrow(/append-only|uq_registry_audit_previous_hash/);
  });
}

function describeCanaries(): void {
  it('runs alone for its model, and ended ones are kept', async () => {
    const policy = {
      measures: ['thumbs'],
      level: 0.95,
      minimum: 20,
      windowMinutes: 10,
      maxHours: 24,
      onWin: 'promote',
    } as const;
    const canary = (over: Partial<CanaryRow> = {}): Partial<CanaryRow> => ({
      ...{ id: newId(), model: 'base', candidateName: 'a@b', candidateSha256: 'ab', mode: 'share', share: 0.1, policy },
      ...{ state: 'running', by: 'loop', startedAt: 1, endsAt: 5e12, ...over },
    });
    const insert = (over?: Partial<CanaryRow>): Promise<unknown> =>
      db.write((manager) => manager.insert(CanaryRow, canary(over)));
    await insert({ state: 'stopped', endedAt: 2 });
    await insert();

    const second = await failure(insert());

    expect(isUniqueViolation(second, 'canaries', 'model')).toBe(true);
    await insert({ model: 'another' });
    expect(await db.read.findBy(CanaryRow, { state: 'running', model: 'base' })).toMatchObject([
      { share: 0.1, policy },
    ]);
  });
}

function describeUnique(): void {
  it('is told from other refusals, by its columns', async () => {
    const user = aUser({ email: 'First@Example.org ' });
    await db.write((manager) => manager.insert(UserRow, user));
    const twice = db.write((manager) => manager.insert(UserRow, aUser({ email: 'first@example.org' })));

    const error = await failure(twice);

    expect(isUniqueViolation(error, 'users', 'email')).toBe(true);
    expect(isUniqueViolation(error, 'users', 'oidc_issuer', 'oidc_subject')).toBe(false);
    expect(await db.read.findOneBy(UserRow, { email: 'FIRST@example.org' })).toMatchObject({ id: user.id });
  });

  it('is an idempotency key for one owner only, and a stream id for all', async () => {
    await insertMessage({ idempotencyKey: 'k', streamId: 's' });
    const user = aUser();
    const theirs = aConversation(user.id);

    await db.write(async (manager) => {
      await manager.insert(UserRow, user);
      await manager.insert(ConversationRow, theirs);
      await manager.insert(MessageRow, aMessage(theirs, { idempotencyKey: 'k' }));
    });
    const error = await failure(insertMessage({ idempotencyKey: 'k' }));

    expect(isUniqueViolation(error, 'messages', 'owner_id', 'idempotency_key')).toBe(true);
    expect(isUniqueViolation(await failure(insertMessage({ streamId: 's' })), 'messages', 'stream_id')).toBe(true);
  });
}
