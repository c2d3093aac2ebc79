import { isEmptyAnswer } from './emptiness.ts';
import { templateLeaksIn } from './template-leak.ts';
import { unfinished } from './unfinished.ts';

describe('an empty answer', () => {
  it.each(['', ' \n\t', '\u200b\ufeff', '…', '...', '---', '```\n```', '**', '<|im_end|>', '</s>', '\u3164'])(
    'is %j',
    (text) => expect(isEmptyAnswer(text)).toBe(true),
  );

  it.each(['네', '1', '👍', '?', 'ㅇㅇ', '`ls`', '네'.normalize('NFD'), '$'])('is not %j', (text) =>
    expect(isEmptyAnswer(text)).toBe(false),
  );
});

describe('a leak of the template', () => {
  const kinds = (text: string): string[] => templateLeaksIn(text).map(({ kind, text: found }) => `${kind} ${found}`);

  it.each([
    ['답입니다.<|im_end|>\n<|im_start|>user\n', ['token <|im_end|>', 'token <|im_start|>']],
    ['답입니다.\nuser\n다음 질문', ['role user']],
    ['답입니다.\n\nUser: 다음은?\nAssistant: 네', ['role User:', 'role Assistant:']],
    ['답입니다.\n사용자: 다음은?', ['role 사용자:']],
    ['### Instruction:\n번역해', ['heading ### Instruction:']],
    ['답\n### 응답:\n네', ['heading ### 응답:']],
    ['[INST] 답 [/INST]', ['token [INST]', 'token [/INST]']],
    ['답<end_of_turn>', ['token <end_of_turn>']],
    ['답[|endofturn|]', ['token [|endofturn|]']],
    ['답<｜end▁of▁sentence｜>', ['token <｜end▁of▁sentence｜>']],
    ['답입니다.</s>', ['token </s>']],
    ['```\ncode\n<|im_end|>', ['token <|im_end|>']],
  ])('stands in %j', (text, expected) => expect(kinds(text)).toEqual(expected));

  it.each([
    '`<|im_end|>`은 차례의 끝입니다.',
    '```\n<|im_start|>user\n```\n이런 꼴입니다.',
    '이 값은 <s>3</s> 4입니다.',
    '### 설치\n사용자는 많습니다. user 테이블을 보세요.',
    'The user: a person. 시스템 관리자에게 물으세요.',
    '## 질문과 답변',
  ])('does not stand in %j', (text) => expect(kinds(text)).toEqual([]));
});

describe('an unfinished answer', () => {
  it.each([
    ['이렇게 합니다. ' + '다시 시작합니다. '.repeat(4), 'loop'],
    ['코드:\n```bash\nls', 'fence'],
    ['먼저 서버를 다시 시작하고 그다음에 로그를', 'sentence'],
    ['Restart the server, then look at the', 'sentence'],
    ['서버를 켭니다. 그러면 모든 요청', 'sentence'],
    ['1. 서버를 켭니다.\n2.', 'sentence'],
    ['다음과 같습니다:', 'sentence'],
    ['값은 (예를 들어', 'sentence'],
  ])('ends %j', (text, how) => expect(unfinished(text)).toBe(how));

  it.each([
    '서버를 켭니다.',
    '좋아요 😀',
    '그렇게 해 줘',
    '`ls -al`',
    '```\nls\n```',
    '- 하나\n- 둘',
    '네',
    '(끝)',
    '42',
    '서버를 켭니다.\n\n| 가 | 나 |\n|---|---|\n| 1 | 2 |',
    'https://example.com/a',
    '"그렇습니다."',
    'It works~',
    '다 됐습니다. 모두 화이팅',
    'Start the server. Done',
    '',
  ])('is not %j', (text) => expect(unfinished(text)).toBeUndefined());

  it.each(['\n', ' ', '(', '-', '가'])('is told in time that grows with the text, as of many %j', (sign) => {
    expect(unfinished(`가${sign.repeat(200_000)}하지만`)).toBe('sentence');
  });
});
