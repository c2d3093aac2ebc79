import { readContent, turnsIn } from '../testing/samples.ts';

const PAIR = ['나루터가 뭐예요?', '배를 타고 내리는 곳입니다.'];
const [Q, A] = PAIR as [string, string];
const turns = [
  { role: 'user', content: Q },
  { role: 'assistant', content: A },
];
const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');

describe('the shape of a row', () => {
  it.each<[string, unknown, string[]]>([
    ['messages', { messages: turns }, PAIR],
    [
      'messages of parts',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: '나루터가 ' },
              { type: 'text', text: '뭐예요?' },
            ],
          },
          turns[1],
        ],
      },
      PAIR,
    ],
    [
      'messages with the roles of other models',
      {
        messages: [
          { role: 'developer', content: '짧게' },
          { role: 'human', content: Q },
          { role: 'model', content: A },
        ],
      },
      ['짧게', ...PAIR],
    ],
    ['messages as JSON in a cell', { messages: JSON.stringify(turns) }, PAIR],
    [
      'ShareGPT',
      {
        conversations: [
          { from: 'human', value: Q },
          { from: 'gpt', value: A },
        ],
      },
      PAIR,
    ],
    [
      'ShareGPT with its system text apart',
      {
        system: '짧게',
        conversations: [
          { from: 'human', value: Q },
          { from: 'gpt', value: A },
        ],
      },
      ['짧게', ...PAIR],
    ],
    ['conversations of role and content', { conversations: turns }, PAIR],
    ['Alpaca', { instruction: '번역해 줘', input: 'ferry', output: '나룻배' }, ['번역해 줘\n\nferry', '나룻배']],
    ['Alpaca without input', { instruction: Q, input: '', output: A }, PAIR],
    [
      'Alpaca with a history',
      { instruction: Q, output: A, history: [['안녕', '반가워요']] },
      ['안녕', '반가워요', ...PAIR],
    ],
    ['prompt and completion', { prompt: Q, completion: A }, PAIR],
    ['prompt and completion of turns', { prompt: [turns[0]], completion: [turns[1]] }, PAIR],
    ['prompt and response', { prompt: Q, response: A, system: '짧게' }, ['짧게', ...PAIR]],
    ['question and answer', { question: Q, answer: A }, PAIR],
    ['Korean names', { 질문: Q, 답변: A }, PAIR],
    ['chosen with its prompt', { prompt: Q, chosen: A, rejected: '몰라요' }, PAIR],
    ['chosen turns', { prompt: Q, chosen: turns, rejected: [] }, PAIR],
    ['chosen turns without their prompt', { prompt: [turns[0]], chosen: [turns[1]], rejected: [] }, PAIR],
    ['one text for all turns', { chosen: `\n\nHuman: ${Q}\n\nAssistant: ${A}`, rejected: '' }, PAIR],
    ['a list of turns', turns, PAIR],
  ])('is told from its keys: %s', async (_, value, expected) => {
    const { rows, refused } = await readContent(lines(value, value));

    expect(refused).toEqual([]);
    expect(turnsIn(rows)).toEqual([expected, expected]);
  });

  it('says where the better of two answers was taken', async () => {
    const { notes } = await readContent(lines({ prompt: Q, chosen: A, rejected: '' }));

    expect(notes).toEqual(['chosen-taken']);
  });

  it('may be named by the recipe', async () => {
    const columns = {
      user: '고객 문의',
      assistant: '상담 답변',
      person: '고객',
      topic: '분류',
      id: '번호',
      system: '지침',
    };
    const csv = '번호;고객;분류;고객 문의;상담 답변;지침\n7;c1;배송;"언제\n와요?";내일요;존댓말\n';
    const { rows, refused } = await readContent(csv.normalize('NFC'), { columns });

    expect(refused).toEqual([]);
    expect(turnsIn(rows)).toEqual([['존댓말', '언제\n와요?', '내일요']]);
    expect(rows[0]).toMatchObject({ id: '7', person: 'c1', topic: '배송' });
  });

  it('keeps that no person wrote it', async () => {
    const synthetic = { model: 'llama', prompt: 'qa@1' };
    const { rows } = await readContent(lines({ synthetic, messages: turns }));

    expect(rows[0]?.synthetic).toEqual(synthetic);
  });

  it.each<[unknown, string | undefined, string]>([
    [{ a: 1, 나: 2 }, 'messages', "is missing; the row's keys are `a`, `나`"],
    [{ text: 'x' }, 'messages', "is missing; the row's keys are `text` (this looks like plain text)"],
    [{ messages: 'x' }, 'messages', 'is a string, not a list of turns'],
    [{ messages: [] }, 'messages', 'is empty'],
    [{ messages: ['x'] }, 'messages[0]', 'is a string, not an object with role and content'],
    [{ messages: [{ content: 'x' }] }, 'messages[0].role', 'is missing'],
    [
      { messages: [{ role: 'tool', content: 'x' }] },
      'messages[0].role',
      "'tool' is not one of system, user, assistant",
    ],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content', 'is missing'],
    [{ messages: [{ role: 'user', content: null }] }, 'messages[0].content', 'is null, not text'],
    [{ messages: [{ role: 'user', content: ' \n' }] }, 'messages[0].content', 'the user turn is empty'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      'messages[0].content[0]',
      'is of type image_url; only text is trained on',
    ],
    [{ messages: [turns[1]] }, 'messages[0].role', 'is assistant at the start; user comes here'],
    [{ messages: [turns[0], turns[0]] }, 'messages[1].role', 'is user after user; assistant comes here'],
    [
      { messages: [...turns, { role: 'system', content: 'x' }] },
      'messages[2].role',
      'a system turn stands first or not at all',
    ],
    [{ messages: [{ role: 'system', content: 'x' }] }, 'messages', 'has only a system turn; nothing is answered'],
    [{ messages: [turns[0]] }, 'messages[0]', "the last turn is the user's; add the answer or remove the turn"],
    [{ conversations: [{ from: 'human', value: 3 }] }, 'conversations[0].value', 'is a number, not text'],
    [{ instruction: 'x' }, 'output', 'is missing'],
  ])('is refused where it breaks the rules of training: %j', async (value, field, reason) => {
    const { refused } = await readContent(lines({ messages: turns }, value));

    expect(refused).toEqual([{ at: 'export.jsonl:2', file: 'export.jsonl', line: 2, ...(field && { field }), reason }]);
  });
});

describe('faults of turn order', () => {
  const hello = { role: 'assistant', content: '안녕하세요!' };
  const value = { messages: [hello, turns[0], turns[0], turns[1], { role: 'user', content: ' ' }, turns[0]] };

  it('are mended where the recipe says so, and told', async () => {
    const mend = {
      'leading-assistant': 'drop',
      'same-role': 'join',
      'empty-turn': 'drop',
      'trailing-user': 'drop',
    } as const;
    const { rows, notes } = await readContent(lines(value), { mend });

    expect(turnsIn(rows)).toEqual([[`${Q}\n\n${Q}`, A]]);
    expect(notes.sort()).toEqual([
      'empty-turn-dropped',
      'leading-assistant-dropped',
      'same-role-joined',
      'trailing-user-dropped',
    ]);
  });

  it('are refused where it does not', async () => {
    const { rows, refused } = await readContent(lines(value), { mend: { 'trailing-user': 'drop' } });

    expect(rows).toEqual([]);
    expect(refused).toHaveLength(1);
  });
});

describe('a log with one turn a row', () => {
  const log = 'conversation_id,role,content\nx,user,하나?\ny,user,둘?\nx,assistant,"1"\ny,assistant,"2"\nz,user,셋?\n';

  it('is gathered by conversation, in the order of the file', async () => {
    const { rows, refused } = await readContent(log);

    expect(rows.map(({ id, at, messages }) => [id, at, ...messages.map(({ content }) => content)])).toEqual([
      ['x', 'export.jsonl:2', '하나?', '1'],
      ['y', 'export.jsonl:3', '둘?', '2'],
    ]);
    expect(refused.map(({ line }) => line)).toEqual([6]);
  });

  it('may name its columns and its speakers in the recipe', async () => {
    const columns = { conversation: '상담번호', role: '화자', content: '발화', person: '고객' };
    const csv = '상담번호,화자,발화,고객\n1,고객,뭐?,c9\n1,상담사,응,c9\n';
    const { rows } = await readContent(csv, { columns, roles: { 고객: 'user', 상담사: 'assistant' } });

    expect(rows).toEqual([expect.objectContaining({ id: '1', person: 'c9' })]);
    expect(turnsIn(rows)).toEqual([['뭐?', '응']]);
  });

  it('holds no more than it may: the conversation silent longest comes early, and its late turns are refused', async () => {
    const { rows, refused } = await readContent(log, {}, { limits: { maxHeldBytes: 500 } });

    expect(rows.map(({ id }) => id)).toEqual(['x']);
    expect(refused.map(({ reason }) => reason).join()).toMatch(/comes so long after the rest of its conversation/);
  });
});

describe("ChatGPT's export", () => {
  const node = (id: string, parent: string | null, role: string, text: string, more: object = {}): object => ({
    [id]: { id, parent, message: { author: { role }, content: { content_type: 'text', parts: [text] }, ...more } },
  });
  const mapping: unknown = Object.assign(
    { root: { id: 'root', parent: null, message: null } },
    node('s', 'root', 'system', ''),
    node('u', 's', 'user', Q),
    node('old', 'u', 'assistant', '다시 쓴 답 이전'),
    node('call', 'u', 'assistant', 'search("나루터")', { recipient: 'browser' }),
    node('tool', 'call', 'tool', '…'),
    node('a', 'tool', 'assistant', A),
  );

  it('gives the branch that the page shows, without tools and hidden turns', async () => {
    const { rows, notes } = await readContent(
      JSON.stringify([{ title: '나루', id: 'c1', mapping, current_node: 'a' }], null, 2),
    );

    expect(turnsIn(rows)).toEqual([PAIR]);
    expect(rows[0]).toMatchObject({ id: 'c1', at: 'export.jsonl:2' });
    expect(notes).toEqual(['tools-left-out']);
  });

  it('is refused where its tree is none', async () => {
    const circle = { a: { parent: 'b', message: null }, b: { parent: 'a', message: null } };
    const { refused } = await readContent(
      lines({ mapping: circle, current_node: 'a' }, { mapping, current_node: 'no' }, { mapping: 3 }),
    );

    expect(refused.map(({ field, reason }) => [field, reason])).toEqual([
      ['mapping', 'its messages follow each other in a circle'],
      ['current_node', 'names no message of the mapping'],
      ['mapping', 'is a number, not an object of messages'],
    ]);
  });
});
