import { Workspace, line, rowsOf } from '../../testing/a-build.ts';

const QUESTION = '야간에 알림이 너무 자주 와서 당번이 잠을 못 잡니다. 알림을 줄이려면 무엇부터 손봐야 할까요?';
const REFERENCE =
  '먼저 지난 한 달의 알림을 모두 모아 사람이 바로 손을 써야 했던 것과 그렇지 않았던 것으로 나누고, 뒤의 것부터 없앱니다.';

const item = {
  id: 'alerts-at-night',
  kind: 'question',
  language: 'ko',
  topic: 'monitoring',
  prompt: QUESTION,
  references: [REFERENCE],
};
const RECIPE = [
  'name: clean',
  'sources:',
  '  - name: chats',
  '    path: chats.jsonl',
  'steps:',
  '  - use: decontaminate',
  '    against: [evaluation]',
  '  - use: split',
  '    validation: 0',
  '    test: 0',
  '',
].join('\n');

describe('rows that evaluation sets are held against', () => {
  it('are left out when they hold the prompt or the reference of an item, of our own form or as rows', async () => {
    const fresh = line('배포는 언제 하나요?', '화요일과 목요일 오전에 합니다.');
    const chats = [
      line(QUESTION, '알림부터 줄이세요.'),
      line('알림이 많아요.', `${REFERENCE} 그다음에 기준을 높입니다.`),
      line(
        '되돌리는 순서를 알려 주세요.',
        '되돌릴 때는 먼저 트래픽을 옛 버전으로 옮기고 그다음에 새 버전을 내린 뒤 지표를 봅니다.',
      ),
      fresh,
    ];
    const workspace = new Workspace()
      .write('chats.jsonl', chats.join(''))
      .write('evaluation/questions.ko.jsonl', `${JSON.stringify(item)}\n`)
      .write(
        'evaluation/rows.jsonl',
        line('되돌리기', '되돌릴 때는 먼저 트래픽을 옛 버전으로 옮기고 그다음에 새 버전을 내린 뒤 지표를 봅니다.'),
      );

    const built = await workspace.build(RECIPE);

    expect(rowsOf(built, 'train').map(({ messages }) => messages)).toEqual([
      (JSON.parse(fresh) as { messages: unknown }).messages,
    ]);
  });

  it('are not held against a file that is neither', async () => {
    const workspace = new Workspace().write('chats.jsonl', line('a', 'b')).write('evaluation/x.jsonl', '{"id": 1}\n');

    await expect(workspace.build(RECIPE)).rejects.toThrow(/evaluation holds no evaluation item that can be read/);
  });
});
