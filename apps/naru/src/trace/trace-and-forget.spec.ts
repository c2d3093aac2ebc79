import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  ConversationRow,
  ExportedMessageRow,
  MessageRow,
  openDatabase,
  UserRow,
  type Database,
  type Provenance,
} from '@naru/db';
import { aConversation, aMessage, aUser, newSqlitePlace } from '@naru/db/testing';
import { fileSha256 } from '@naru/files';

import { runCommandLine } from '../command-line.ts';

const FIXTURES = join(import.meta.dirname, '../../../../libs/contracts/fixtures/good');
const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as Record<string, unknown>;

const RUN = '20261123T010203-abc123';
const ADAPTER = 'aa'.repeat(32);
const DATASET = `support@${'c'.repeat(32)}`;

let root: string;
let database: Database;
let output: string[];

const write = async (name: string, content: unknown): Promise<void> => {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
};

async function naru(...argv: string[]): Promise<string> {
  output = [];
  await runCommandLine(argv, {
    places: { root, cwd: root },
    terminal: { isTty: false, columns: 120, colour: false, write: (text) => void output.push(text) },
    signal: () => new AbortController().signal,
    load: (type) => new type(),
    openDatabase: () =>
      Promise.resolve({
        ...database,
        write: database.write.bind(database),
        read: database.read,
        close: () => Promise.resolve(),
      }),
  });
  return output.join('');
}

const provenance: Provenance = {
  model: 'smollm2-135m@aaaaaaaa',
  base: { id: 'smollm2-135m-instruct', sha256: null },
  adapter: { name: 'smollm2-135m@aaaaaaaa', sha256: ADAPTER, runId: RUN, mlflowRunId: null },
  dataset: { id: DATASET, sha256: 'cc'.repeat(32) },
  chatTemplateSha256: 'dd'.repeat(32),
  engine: { name: 'llama.cpp', version: '0.2.1' },
  parameters: { temperature: 0.5 },
};

const said: Record<'question' | 'answer' | 'next' | 'after', string> = {
  question: '',
  answer: '',
  next: '',
  after: '',
};

async function aConversationOfTwo(): Promise<void> {
  const user = aUser();
  const conversation = aConversation(user.id);
  const question = aMessage(conversation, { content: '나루가 뭐예요?' });
  const answer = aMessage(conversation, {
    parentId: question.id,
    role: 'assistant',
    content: '배가 닿는 곳',
    provenance,
  });
  const next = aMessage(conversation, { parentId: answer.id, content: '그럼 강은?' });
  const after = aMessage(conversation, { parentId: next.id, role: 'assistant', content: '물' });
  await database.write(async (manager) => {
    await manager.insert(UserRow, user);
    await manager.insert(ConversationRow, conversation);
    await manager.insert(MessageRow, [question, answer, next, after]);
  });
  Object.assign(said, { question: question.id, answer: answer.id, next: next.id, after: after.id });
}

/** A file of the team's, a dataset of it, a run on that, and its evaluation. */
async function artifacts(): Promise<void> {
  await write('exports/상담.csv', '질문,답\n뭐예요?,나루\n');
  const sha256 = await fileSha256(join(root, 'exports/상담.csv'));
  const source = {
    name: 'chats',
    licence: null,
    rows: 1,
    refused: 0,
    files: [{ path: '상담.csv', sha256, bytes: 30 }],
  };
  await write(`data/datasets/${DATASET}/manifest.json`, { ...fixture('dataset-manifest.small'), sources: [source] });
  await write(
    `data/feedback/feedback@${'e'.repeat(32)}/feedback.jsonl`,
    `{"messageId":"${said.after}","answer":"물"}\n`,
  );
  await write(`data/datasets/${DATASET}/messages.jsonl`, `{"messageId":"${said.after}","split":"train","row":1}\n`);
  const job = fixture('train-job.cpu');
  const data = { ...(job['data'] as object), id: DATASET };
  await write(`models/fine-tuned/${RUN}/job.json`, { ...job, runId: RUN, data });
  const finished = { type: 'run.finished', adapter: { path: 'adapter', sha256: ADAPTER, ggufPath: 'adapter.gguf' } };
  const preflight = { type: 'preflight', chatTemplateSha256: 'dd'.repeat(32) };
  await write(`models/fine-tuned/${RUN}/events.jsonl`, `${JSON.stringify(preflight)}\n${JSON.stringify(finished)}\n`);
  await write(`models/fine-tuned/${RUN}/adapter.gguf`, 'GGUF');
  await write('results/20261123T020304-def456/report.json', fixture('evaluation-report.loss'));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), '나루 trace '));
  database = await openDatabase(newSqlitePlace());
  await aConversationOfTwo();
  await artifacts();
});
afterAll(() => database.close());

describe('a trace', () => {
  it('leads from an answer back to the files that its model learned from', async () => {
    const shown = await naru('trace', `--message=${said.answer}`);

    expect(shown).toMatch(/배가 닿는 곳[^]*smollm2-135m@aaaaaaaa[^]*llama\.cpp 0\.2\.1/);
    for (const part of [ADAPTER, RUN, DATASET, '상담.csv', 'results/20261123T020304-def456'])
      expect(shown).toContain(part);
    const chain = JSON.parse(await naru('trace', `--message=${said.answer}`, '--json')) as { run: { runId: string } };
    expect(chain.run.runId).toBe(RUN);
  });

  it.each([['exports/상담.csv'], ['chats'], ['상담.csv']])(
    'leads from the source %s to all that it reached',
    async (source) => {
      const reach = JSON.parse(await naru('trace', `--source=${source}`, '--json')) as Record<string, unknown>;

      expect(reach).toMatchObject({
        datasets: [{ id: DATASET, sources: ['chats'] }],
        runs: [{ runId: RUN, adapterSha256: ADAPTER }],
        reports: [{ id: '20261123T020304-def456' }],
        answers: { count: 1, newest: [said.answer] },
      });
    },
  );

  it('says what is no answer, and what is not known', async () => {
    await expect(naru('trace', `--message=${said.question}`)).rejects.toMatchObject({
      code: 'message.not-found',
      hint: `Its answers: ${said.answer}`,
    });
    await expect(naru('trace', '--source=nowhere')).rejects.toMatchObject({ code: 'source.not-found' });
    await expect(naru('trace')).rejects.toMatchObject({ code: 'usage' });
  });
});

const listed = (): Record<string, unknown>[] =>
  readFileSync(join(root, 'data/forgotten.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what is to be forgotten', () => {
  it('is listed once, and who still holds it is said', async () => {
    const shown = await naru('forget', '--source=exports/상담.csv', '--why=계약이 끝남');
    await naru('forget', '--source=exports/상담.csv');

    expect(listed()).toMatchObject([{ kind: 'file', path: 'exports/상담.csv', why: '계약이 끝남' }]);
    expect(shown).toContain(`models/fine-tuned/${RUN}`);
    expect(shown).toMatch(/train again/);
  });

  it('is a message with the answers that were written after it', async () => {
    const shown = await naru('forget', `--message=${said.answer}`);

    expect(
      listed()
        .slice(1)
        .map(({ messageId }) => messageId)
        .sort(),
    ).toEqual([said.answer, said.after].sort());
    expect(shown).toContain(`data/datasets/${DATASET} (messages.jsonl)`);
    expect(shown).toContain(`data/feedback/feedback@${'e'.repeat(32)}`);
  });

  it('is also a message that is deleted, where an export held it; else it is not known', async () => {
    const gone = '019a1b2c-0000-7000-8000-000000000009';
    await database.write((manager) => manager.insert(ExportedMessageRow, { messageId: gone }));

    await naru('forget', `--message=${gone}`);

    expect(listed().at(-1)).toMatchObject({ messageId: gone });
    await expect(naru('forget', '--message=019a1b2c-0000-7000-8000-000000000008')).rejects.toMatchObject({
      code: 'message.not-found',
    });
  });
});
