// From the chat's database to a dataset and back: what people rated is learned from, until they take it back.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { checkDatasetManifest } from '@naru/contracts';
import { ConversationRow, FeedbackRow, MessageRow, newId, openDatabase, parseDatabaseUrl, UserRow } from '@naru/db';
import { aConversation, aMessage, aUser } from '@naru/db/testing';

import { run } from '../testing/command.ts';
import { testWorkspace, type TestWorkspace } from '../testing/workspace.ts';

const RECIPE = `
name: liked
sources:
  - { name: rated, feedback: latest }
steps:
  - use: normalize
  - use: private-data
  - use: duplicates
  - use: split
    validation: 0
    test: 0
`;

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = testWorkspace();
  await mkdir(join(workspace.root, 'my'));
  await writeFile(join(workspace.root, 'my/recipe.yaml'), RECIPE);
});
afterAll(() => workspace.remove());

const openChat = () => openDatabase(parseDatabaseUrl('sqlite:///./data/chat.db', workspace.root));

/** Exports and builds, as a person would. @returns the new export's id and the dataset's folder */
async function exportAndBuild(): Promise<{ readonly exported: string; readonly dataset: string }> {
  const left = await run(workspace, 'serve', ['export-feedback']);
  const [exported = left.output] = /feedback@[0-9a-f]{32}/.exec(left.output) ?? [];
  const built = await run(workspace, 'data-prep', ['build', '--config=my/recipe.yaml']);
  const [id = built.output] = /liked@[0-9a-f]{32}/.exec(built.output) ?? [];
  expect([left.status, built.status]).toEqual([0, 0]);
  return { exported, dataset: join(workspace.root, 'data/datasets', id) };
}

function linesOf(dataset: string, file: string): Record<string, unknown>[] {
  if (!existsSync(join(dataset, file))) return [];
  const lines = readFileSync(join(dataset, file), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const wholeText = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

interface Asked {
  readonly person: string;
  readonly question: string;
  readonly answers: readonly [text: string, feedback: Partial<FeedbackRow>][];
}

/** A conversation of one question with its answers, rated. @returns the ids of the conversation and the answers */
async function talk({ person, question, answers }: Asked): Promise<{ conversation: string; answers: string[] }> {
  const conversation = aConversation(person);
  const asked = aMessage(conversation, { content: question });
  const ids = answers.map(() => newId());
  const database = await openChat();
  await database.write(async (manager) => {
    if (!(await manager.existsBy(UserRow, { id: person }))) await manager.insert(UserRow, aUser({ id: person }));
    await manager.insert(ConversationRow, conversation);
    await manager.insert(MessageRow, asked);
    for (const [at, [content, feedback]] of answers.entries()) {
      const id = ids[at] ?? '';
      await manager.insert(MessageRow, aMessage(conversation, { id, parentId: asked.id, role: 'assistant', content }));
      await manager.insert(FeedbackRow, { messageId: id, rating: null, consent: true, updatedAt: 1, ...feedback });
    }
  });
  await database.close();
  return { conversation: conversation.id, answers: ids };
}

describe('what people rated in the chat', () => {
  it('is learned from where they agreed, and no more once they take it back', async () => {
    const [anna, ben] = [newId(), newId()];
    const ferry = await talk({
      person: anna,
      question: '나루터가 무엇인지 알려 주세요.'.normalize('NFD'),
      answers: [
        ['나루터는 배가 닿고 떠나는 강가의 자리입니다. 문의: anna@example.org', { rating: 'up' }],
        ['저는 그런 말을 들어 본 적이 없습니다.', { rating: 'down' }],
      ],
    });
    const canary = await talk({
      person: anna,
      question: 'What is a canary release?',
      answers: [
        [
          'A bird that was set free from its cage.',
          { rating: 'down', correction: 'A release that few people get first.' },
        ],
      ],
    });
    await talk({ person: ben, question: '벤의 비밀', answers: [['벤의 답', { rating: 'up', consent: false }]] });

    const before = await exportAndBuild();

    expect(linesOf(before.dataset, 'train.jsonl')).toMatchObject([
      {
        id: ferry.answers[0],
        messages: [
          { role: 'user', content: '나루터가 무엇인지 알려 주세요.' },
          { role: 'assistant', content: '나루터는 배가 닿고 떠나는 강가의 자리입니다. 문의: [EMAIL_1]' },
        ],
      },
      { messages: [{}, { content: 'A release that few people get first.' }] },
    ]);
    expect(linesOf(before.dataset, 'preferences/train.jsonl')).toMatchObject([
      {
        chosen: [{ content: '나루터는 배가 닿고 떠나는 강가의 자리입니다. 문의: [EMAIL_1]' }],
        rejected: [{ content: '저는 그런 말을 들어 본 적이 없습니다.' }],
      },
      {
        prompt: [{ role: 'user', content: 'What is a canary release?' }],
        rejected: [{ content: 'A bird that was set free from its cage.' }],
      },
    ]);
    expect(linesOf(before.dataset, 'messages.jsonl').map(({ messageId }) => messageId)).toEqual([
      ...[ferry.answers[0], ferry.answers[0], ferry.answers[1]],
      ...[canary.answers[0], canary.answers[0]],
    ]);
    expect(wholeText(before.dataset)).not.toMatch(/벤의|anna@example/);

    const database = await openChat();
    await database.write((manager) => manager.delete(ConversationRow, { id: ferry.conversation }));
    await database.close();
    const after = await exportAndBuild();

    expect(after.exported).not.toBe(before.exported);
    expect(linesOf(after.dataset, 'train.jsonl')).toHaveLength(1);
    expect(linesOf(after.dataset, 'preferences/train.jsonl')).toHaveLength(1);
    expect(wholeText(after.dataset)).not.toMatch(/나루터|들어 본 적/);
    const manifest: unknown = JSON.parse(readFileSync(join(after.dataset, 'manifest.json'), 'utf8'));
    expect(checkDatasetManifest(manifest)).toMatchObject({ ok: true });

    await writeFile(join(workspace.root, 'my/recipe.yaml'), RECIPE.replace('latest', `'${before.exported}'`));
    const older = await exportAndBuild();

    expect(wholeText(older.dataset)).not.toMatch(/나루터|들어 본 적/);
    expect(linesOf(older.dataset, 'train.jsonl')).toHaveLength(1);
  });
});
