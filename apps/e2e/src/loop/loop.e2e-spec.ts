// The whole loop, for real, on the embedded default: what a person corrected becomes a dataset, a model, a verdict and a
// canary. Minutes of training: `npx nx run naru:test-loop`, not a part of npm test.
import {
  ConversationRow,
  FeedbackRow,
  LoopStepRow,
  MessageRow,
  openDatabase,
  parseDatabaseUrl,
  UserRow,
} from '@naru/db';
import { aConversation, aMessage, aUser } from '@naru/db/testing';

import { run, start, type RunningCommand } from '../testing/command.ts';
import { freePort } from '../testing/ports.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, type TestWorkspace } from '../testing/workspace.ts';

const MINUTE_MS = 60_000;
const MOST_MINUTES = 15;

let workspace: TestWorkspace;
let env: Record<string, string>;
let serve: RunningCommand | undefined;
beforeAll(async () => {
  workspace = testWorkspace();
  env = {
    SERVE_PORT: String(await freePort()),
    MLFLOW_PORT: String(await freePort()),
    ENGINE_PORT: String(await freePort()),
  };
});
afterAll(async () => {
  serve?.child.kill('SIGTERM');
  await serve?.ended;
  await stopMlflow(workspace);
  workspace.remove();
});

const openChat = () => openDatabase(parseDatabaseUrl('sqlite:///./data/chat.db', workspace.root));

async function someoneCorrects(): Promise<string> {
  const database = await openChat();
  const user = aUser();
  const conversation = aConversation(user.id);
  const question = aMessage(conversation, { content: '나루터가 무엇인지 알려 주세요.' });
  const answer = aMessage(conversation, { parentId: question.id, role: 'assistant', content: '모릅니다.' });
  const correction = '나루터는 배가 닿고 떠나는 강가의 자리입니다.';
  await database.write(async (manager) => {
    await manager.insert(UserRow, user);
    await manager.insert(ConversationRow, conversation);
    await manager.insert(MessageRow, [question, answer]);
    await manager.insert(FeedbackRow, {
      messageId: answer.id,
      rating: 'down',
      correction,
      consent: true,
      updatedAt: Date.now(),
    });
  });
  await database.close();
  return answer.id;
}

async function stepsOfLast(): Promise<readonly LoopStepRow[]> {
  const database = await openChat();
  try {
    const steps = await database.read.find(LoopStepRow, { order: { startedAt: 'ASC' } });
    return steps.filter(({ roundId }) => roundId === steps.at(-1)?.roundId);
  } finally {
    await database.close();
  }
}

describe('the loop on the embedded default', () => {
  it(
    `goes from a correction to a canary within ${MOST_MINUTES} minutes, and does nothing again`,
    async () => {
      const corrected = await someoneCorrects();
      serve = start(workspace, 'serve', [], env);
      await serve.prints(/ answers \(/);

      const begun = Date.now();
      const round = await run(workspace, 'naru', ['loop'], env);
      const minutes = (Date.now() - begun) / MINUTE_MS;
      process.stderr.write(`${round.output}\nfrom feedback to canary: ${minutes.toFixed(1)} minutes\n`);

      expect(round.status).toBe(0);
      expect((await stepsOfLast()).map(({ name, state }) => [name, state])).toEqual(
        ['feedback', 'dataset', 'train', 'evaluate', 'release'].map((name) => [name, 'done']),
      );
      const answer = await fetch(`http://127.0.0.1:${env['SERVE_PORT'] ?? ''}/api/admin/canaries`);
      expect(await answer.json()).toMatchObject({ canaries: [{ state: 'running', by: expect.any(String) as string }] });
      expect(minutes).toBeLessThan(MOST_MINUTES);

      const reached = await run(workspace, 'naru', ['forget', `--message=${corrected}`], env);
      expect(reached.output).toMatch(/dataset +data\/datasets\/loop@[0-9a-f]{32} \(messages\.jsonl\)/);
      expect(reached.output).toMatch(/adapter +smollm2-135m@[0-9a-f]{8}/);
    },
    40 * MINUTE_MS,
  );
});
