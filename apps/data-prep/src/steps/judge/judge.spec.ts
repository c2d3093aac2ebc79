import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { ModelFault, type ModelRequest } from '@naru/ask';
import { promptOf, ScriptedModel } from '@naru/ask/testing';

import { filesOf, HereWorkers, line, rowsOf, Workspace } from '../../testing/a-build.ts';

const recipe = (more = ''): string => `
name: chats
sources:
  - name: chats
    path: chats.jsonl
steps:
  - use: judge
    model: scripted
${more}`;

const GOOD = '카나리 배포는 일부 사용자에게 먼저 새 버전을 보내는 방법입니다.';
const BAD = '그건 좋은 질문이네요.';
const verdict = (score: number, reason = '이유'): string => JSON.stringify({ reason, score });

const chats = (): Workspace =>
  new Workspace().write(
    'chats.jsonl',
    line('카나리 배포란?', GOOD) + line('롤백은 언제 하나요?', BAD) + line('What is a canary?', 'A partial rollout.'),
  );

const byAnswer = (request: ModelRequest): string =>
  promptOf(request).includes(BAD) ? verdict(1, '답이 없다') : verdict(4);

const judging = (model: ScriptedModel) => ({ openModel: () => model });

describe('the judge', () => {
  it('drops what is below the minimum, in the language of the row, and asks nothing a second time', async () => {
    const workspace = chats();
    const [model, idle] = [new ScriptedModel(byAnswer), new ScriptedModel(byAnswer)];

    const built = await workspace.build(recipe(), new HereWorkers(), judging(model));
    const again = await workspace.build(recipe(), new HereWorkers(), { ...judging(idle), again: 'judge' });

    expect(rowsOf(built, 'train').map(({ id: _, messages }) => messages)).toHaveLength(2);
    expect(built.manifest.steps[0]).toMatchObject({ rowsIn: 3, rowsOut: 2, dropped: { 'judged-low': 1 } });
    expect(model.asked.map((request) => request.turns[0]?.content.startsWith('당신은'))).toEqual([true, true, false]);
    expect(idle.asked).toEqual([]);
    expect(filesOf(again)).toEqual(filesOf(built));
  });

  it('asks anew where what it kept was deleted', async () => {
    const workspace = chats();
    await workspace.build(recipe(), new HereWorkers(), judging(new ScriptedModel(byAnswer)));
    rmSync(join(workspace.root, 'data/work/judge'), { recursive: true });
    const model = new ScriptedModel(() => verdict(5));

    const built = await workspace.build(recipe(), new HereWorkers(), { ...judging(model), again: 'judge' });

    expect(model.asked).toHaveLength(3);
    expect(rowsOf(built, 'train')).toHaveLength(3);
  });

  it('keeps rows without a verdict and tells why they have none', async () => {
    const script = (request: ModelRequest) => {
      if (promptOf(request).includes(BAD))
        return new ModelFault('lasting', 'the prompt is longer than the model takes');
      return promptOf(request).includes(GOOD)
        ? (['아주 좋은 답변입니다. 5점!', '{"reason": "…", "score": 5}'][request.seed] ?? '')
        : '```json\n{"score": "2", "reason": "shallow"}\n```';
    };
    const model = new ScriptedModel(script);

    const built = await chats().build(recipe(), new HereWorkers(), judging(model));

    expect(rowsOf(built, 'train')).toHaveLength(2);
    expect(filesOf(built)['report.html']).toMatch(/&#34;malformed&#34;: 1,\s*&#34;failed&#34;: 1/);
    expect(model.asked).toHaveLength(4);
  });

  it('stops at its budget; a larger one asks for the rest only', async () => {
    const workspace = chats();
    const costly = (request: ModelRequest) => ({
      text: byAnswer(request),
      finishReason: 'stop',
      usage: { prompt: 600, completion: 100 },
    });
    const [model, rest] = [new ScriptedModel(costly), new ScriptedModel(costly)];

    const part = await workspace.build(recipe('    budget_tokens: 2000\n'), new HereWorkers(), judging(model));
    const whole = await workspace.build(recipe('    budget_tokens: 90000\n'), new HereWorkers(), judging(rest));

    expect(model.asked.length).toBeLessThan(3);
    expect(filesOf(part)['report.html']).toContain('&#34;budget&#34;');
    expect(model.asked.length + rest.asked.length).toBe(3);
    expect(rowsOf(whole, 'train')).toHaveLength(2);
  });

  it('ends the build where the endpoint cannot be reached, and keeps nothing of it', async () => {
    const workspace = chats();
    const gone = new ScriptedModel(() => new ModelFault('passing', 'cannot be reached'));

    await expect(workspace.build(recipe(), new HereWorkers(), judging(gone))).rejects.toThrow('cannot be reached');
    const built = await workspace.build(recipe(), new HereWorkers(), judging(new ScriptedModel(byAnswer)));

    expect(rowsOf(built, 'train')).toHaveLength(2);
  });

  it('is refused where a build may ask no model', async () => {
    await expect(chats().build(recipe())).rejects.toThrow('cannot ask a model here');
  });

  it('judges a share of the rows, the same ones each time', async () => {
    const [one, other] = [new ScriptedModel(byAnswer), new ScriptedModel(byAnswer)];

    for (const model of [one, other])
      await chats().build(recipe('    share: 0.4\n'), new HereWorkers(), judging(model));

    expect(one.asked).toHaveLength(1);
    expect(other.asked).toEqual(one.asked);
  });
});
