import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ModelFault, type ModelReply, type ModelRequest } from '@naru/ask';
import { promptOf, ScriptedModel, type Script } from '@naru/ask/testing';

import { synthesizeSource } from '../commands/synthesize.ts';
import { line, Workspace } from '../testing/a-build.ts';
import type { PublishedSource } from './publish.ts';

const CONFIG = `
name: mlops
model: scripted
topics:
  - { ko: 배포, en: rollouts }
rows_per_topic: 2
rounds: 2
concurrency: 2
judge: { minimum: 3 }
`;

const KO = ['카나리 배포에서 트래픽 비율은 어떻게 정하나요?', '롤백을 자동으로 하려면 어떤 지표를 보아야 하나요?'];
const EN = [
  'How long should a canary run before it takes all traffic?',
  'Which metric should start a rollback by itself?',
];
const ANSWERS: Readonly<Record<string, string>> = {
  [KO[0] ?? '']: '오 퍼센트에서 시작해 오류율이 기준선과 같으면 두 배씩 늘립니다. 단계마다 십 분 이상 기다립니다.',
  [KO[1] ?? '']: '요청 오류율과 응답 시간의 상위 백분위를 봅니다. 두 지표가 오 분 동안 기준을 넘으면 되돌립니다.',
  [EN[0] ?? '']: 'Keep it for at least one full peak of load, and compare its error rate with that of the old version.',
  [EN[1] ?? '']: 'Use the share of failed requests over five minutes,\u2028because it is what people notice first.',
};

const isQuestions = ({ shape }: ModelRequest): boolean => shape?.name === 'questions';
const isVerdict = ({ shape }: ModelRequest): boolean => shape?.name === 'verdict';
const questions = (texts: readonly string[]): string => JSON.stringify({ questions: texts });

/** Asks two questions a language, answers each well, and finds all of it good. */
const good: Script = (request) => {
  if (isQuestions(request)) return questions(promptOf(request).includes('주제:') ? KO : EN);
  if (isVerdict(request)) return '{"reason": "정확하다", "score": 4}';
  return ANSWERS[request.turns[1]?.content ?? ''] ?? 'nothing';
};

/** `good`, but for what `other` says. */
const but =
  (other: (request: ModelRequest, call: number) => string | ModelReply | Error | undefined): Script =>
  (request, call) =>
    other(request, call) ?? good(request, call);

interface Made {
  readonly published: PublishedSource;
  readonly said: string;
  readonly rows: { messages: { content: string }[]; synthetic: { model: string; prompt: string } }[];
}

async function synthesized(workspace: Workspace, model: ScriptedModel, config = CONFIG): Promise<Made> {
  workspace.write('mlops.yaml', config);
  const said: string[] = [];
  const published = await synthesizeSource('mlops.yaml', {
    places: { root: workspace.root, cwd: workspace.root },
    progress: {
      say: (text) => void said.push(text),
      begin: () => ({ add: () => undefined, at: () => undefined, end: () => undefined }),
    },
    signal: new AbortController().signal,
    openModel: () => model,
  });
  const lines = readFileSync(join(published.path, 'rows.jsonl'), 'utf8').trim().split('\n');
  return { published, said: said.join('\n'), rows: lines.map((text) => JSON.parse(text) as Made['rows'][number]) };
}

describe('a synthesis', () => {
  it('makes rows in both languages that name their model and prompts, and a source that a recipe takes', async () => {
    const workspace = new Workspace();

    const { published, rows, said } = await synthesized(workspace, new ScriptedModel(good));
    const built = await workspace.build(
      `name: all\nsources:\n  - name: made\n    path: data/synthetic/${published.id}/rows.jsonl\nsteps: [{ use: normalize }]`,
    );

    expect(rows.map(({ messages }) => messages[0]?.content)).toEqual([...KO, ...EN]);
    expect(rows[0]?.synthetic).toEqual({
      model: 'scripted',
      prompt: expect.stringMatching(/^questions\.ko@[0-9a-f]{16} answer\.ko@[0-9a-f]{16}$/) as string,
    });
    expect(published.manifest).toMatchObject({ ended: 'complete', wanted: 4, tokens: { prompt: 100, completion: 50 } });
    expect(said).toContain(`path: data/synthetic/${published.id}/rows.jsonl`);
    expect(readFileSync(join(built.path, 'train.jsonl'), 'utf8')).toContain('"synthetic":{"model":"scripted"');
  });

  it('gives the same bytes again and asks nothing; after a kill it asks only for what is missing', async () => {
    const [killed, whole] = [new Workspace(), new Workspace()];
    const all = new ScriptedModel(good);
    const expected = await synthesized(whole, all);
    const idle = new ScriptedModel(good);
    const again = await synthesized(whole, idle);

    for (let kill = 0; kill < 3; kill += 1) {
      const dying = new ScriptedModel(but((_, at) => (at >= 3 ? new Error('killed') : undefined)));
      await expect(synthesized(killed, dying)).rejects.toThrow('killed');
    }
    const rest = new ScriptedModel(good);
    const after = await synthesized(killed, rest);

    expect(idle.asked).toEqual([]);
    expect(again.published.id).toBe(expected.published.id);
    expect(after.published.id).toBe(expected.published.id);
    expect(rest.asked.length).toBeLessThan(all.asked.length / 2);
  });

  it('goes on after a log line that a kill cut', async () => {
    const workspace = new Workspace();
    await synthesized(workspace, new ScriptedModel(good));
    const log = join(workspace.root, 'data/work/synthesize/mlops/answers.jsonl');
    workspace.write('data/work/synthesize/mlops/answers.jsonl', readFileSync(log, 'utf8').slice(0, -30));
    const model = new ScriptedModel(good);

    await synthesized(workspace, model);
    const idle = new ScriptedModel(good);
    await synthesized(workspace, idle);

    expect(model.asked).toHaveLength(1);
    expect(idle.asked).toEqual([]);
  });

  it('leaves out what is like a row that is there, or like one of its own', async () => {
    const workspace = new Workspace().write(
      'there.jsonl',
      line('카나리 배포에서 트래픽 비율은 어떻게 정하나요', '다른 대답입니다.'),
    );
    const doubled = but((request) =>
      isQuestions(request) && promptOf(request).includes('Topic:')
        ? questions([EN[0] ?? '', `${EN[0] ?? ''} `, EN[0]?.toUpperCase() ?? ''])
        : undefined,
    );

    const made = await synthesized(workspace, new ScriptedModel(doubled), `${CONFIG}against: [there.jsonl]\n`);

    expect(made.rows.map(({ messages }) => messages[0]?.content)).toEqual([KO[1], EN[0]]);
    expect(made.published.manifest.dropped['question-duplicate']).toBeGreaterThanOrEqual(3);
    expect(made.published.manifest.against).toMatchObject([{ path: 'there.jsonl' }]);
  });

  it.each<[string, (request: ModelRequest) => string | ModelReply | Error | undefined, string]>([
    ['a refusal', () => "I'm sorry, but I can't help with that request.", 'refusal'],
    ['a cut answer', () => ({ text: 'Keep it for', finishReason: 'length' }), 'cut'],
    ['an answer that the endpoint withheld', () => ({ text: '', finishReason: 'content_filter' }), 'refusal'],
    [
      'an answer in the other language',
      () => '부하가 한 번 최고에 이를 때까지 두고 오류율을 비교합니다.',
      'wrong-language',
    ],
    ['thoughts without an answer', () => '<think>They want a figure.', 'empty'],
    [
      'an answer that gives back what it was told',
      () => 'The list says, "You are a colleague who knows this topic well: rollouts."',
      'echo',
    ],
    [
      'a prompt that does not fit',
      () => new ModelFault('lasting', 'the prompt is longer than the model takes'),
      'failed: the prompt is longer than the model takes',
    ],
    [
      'an answer that the judge finds bad',
      (request) => (isVerdict(request) ? '{"reason": "wrong", "score": 2}' : undefined),
      'judged-low',
    ],
    [
      'an answer without a verdict',
      (request) => (isVerdict(request) ? 'Nice answer!' : undefined),
      'unjudged-malformed',
    ],
  ])('drops %s', async (_, script, cause) => {
    const model = new ScriptedModel(
      but((request) =>
        !isQuestions(request) && promptOf(request).includes(EN[0] ?? '') ? script(request) : undefined,
      ),
    );

    const { published, rows } = await synthesized(new Workspace(), model);

    expect(rows).toHaveLength(3);
    expect(published.manifest.dropped[cause]).toBe(1);
  });

  it('leaves out questions that give back the form they were to have', async () => {
    const form = but((request) =>
      isQuestions(request) ? questions(['Vary tone and length', 'Topic: ', ...EN]) : undefined,
    );

    const { published, rows } = await synthesized(
      new Workspace(),
      new ScriptedModel(form),
      `${CONFIG}languages: [en]\n`,
    );

    expect(rows.map(({ messages }) => messages[0]?.content)).toEqual(EN);
    expect(published.manifest.dropped).toEqual({ 'question-echo': 1, 'question-length': 1 });
  });

  it('takes questions out of fences, thoughts and lists that were cut, and asks once more where there is none', async () => {
    const forms = ['no JSON at all', `<think>{"a"</think>\n\`\`\`json\n${questions(KO)}\n\`\`\``];
    const cut = `{"questions": [${JSON.stringify(EN[0])}, ${JSON.stringify(EN[1])}, "And wh`;
    const model = new ScriptedModel(
      but((request) => {
        if (!isQuestions(request)) return undefined;
        return promptOf(request).includes('Topic:') ? cut : forms.shift();
      }),
    );

    expect((await synthesized(new Workspace(), model)).rows).toHaveLength(4);
  });

  it('stops at its budget with what it has; a larger one goes on from there', async () => {
    const workspace = new Workspace();
    const costly = (request: ModelRequest): ModelReply => ({
      text: good(request, 0) as string,
      finishReason: 'stop',
      usage: { prompt: 300, completion: 200 },
    });
    const [model, rest] = [new ScriptedModel(costly), new ScriptedModel(costly)];

    const part = await synthesized(workspace, model, `${CONFIG}budget_tokens: 4000\n`);
    const whole = await synthesized(workspace, rest, `${CONFIG}budget_tokens: 400000\n`);

    expect(part.published.manifest.ended).toBe('budget');
    expect(part.published.manifest.tokens.prompt + part.published.manifest.tokens.completion).toBeLessThanOrEqual(4000);
    expect(part.said).toContain('The budget is reached');
    expect(part.rows.length).toBeGreaterThan(0);
    expect(whole.rows).toHaveLength(4);
    expect(model.asked.length + rest.asked.length).toBe(10);
  });

  it('tries again what fails in passing, and says so where it never ends', async () => {
    const shaky = new ScriptedModel(
      but((_, call) => (call % 2 === 1 ? new ModelFault('passing', 'failed with 429') : undefined)),
    );
    const gone = new ScriptedModel(() => new ModelFault('passing', 'failed with 503'));

    expect((await synthesized(new Workspace(), shaky)).rows).toHaveLength(4);
    await expect(synthesized(new Workspace(), gone)).rejects.toThrow(/No row was left|failed with 503/);
  });

  it("takes the first user's seeds as topics and examples", async () => {
    const workspace = new Workspace().write(
      'synthetic_train.json',
      JSON.stringify([
        {
          instruction: 'What is blue-green deployment?',
          input: '',
          output: 'Two environments.',
          category: 'deployment',
        },
      ]),
    );
    const model = new ScriptedModel(good);

    await synthesized(workspace, model, CONFIG.replace(/topics:\n.*\n/, 'seeds: [synthetic_train.json]\n'));

    const [asked] = model.asked;
    expect(asked === undefined ? '' : promptOf(asked)).toMatch(
      /Topic: deployment[\s\S]*- What is blue-green deployment\?/,
    );
  });

  it.each([
    ['has no topic', 'name: a\nmodel: m\n', /needs topics, or seeds/],
    ['has an unknown key', `${CONFIG}topic: x\n`, /mlops\.yaml:10: topic is not a known key; did you mean "topics"\?/],
    [
      'has a password in its endpoint',
      `${CONFIG}endpoint: http://me:pw@host/v1\n`,
      /mlops\.yaml:10: endpoint must match/,
    ],
    ['names a rubric that is a path', CONFIG.replace('minimum: 3', 'rubric: ../../x'), /judge\.rubric must match/],
  ])('is refused where its configuration %s', async (_, config, message) => {
    await expect(synthesized(new Workspace(), new ScriptedModel(good), config)).rejects.toThrow(message);
  });
});
