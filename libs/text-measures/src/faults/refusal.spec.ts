import { refusalIn } from './refusal.ts';

describe('a refusal', () => {
  it.each([
    '죄송하지만 그 요청은 도와드릴 수 없습니다.',
    '죄송합니다. 해당 질문에는 답변할 수 없습니다.',
    '그런 내용은 알려 드릴 수 없어요.',
    '그 요청은 들어드릴 수 없습니다. 다른 질문이 있으신가요?',
    '안타깝지만 그런 코드는 만들어 드릴 수 없습니다.',
    '그건 도와줄 수 없어.',
    '그 부분은 말씀드리기 어렵습니다.',
    'AI 언어 모델로서 개인적인 의견을 드릴 수 없습니다.',
    '모르겠습니다.',
    '이 부분은 도움을 드리기 어렵습니다.',
    '죄송해요, 그건 제가 할 수 없는 일이에요.',
    "Sorry, but that's not something I can help with.",
    '그런 방법은 알려드리지 않습니다.',
    '미안하지만 그건 못 도와줘.',
    "I'm not able to give dosage advice.",
    "I don't feel comfortable answering this.",
    "I'm sorry, but I can't help with that.",
    'I can’t assist with that request.',
    'I cannot provide instructions for this.',
    "I won't share personal data.",
    'As an AI language model, I do not have access to that.',
    "I'm not comfortable with this.",
  ])('is %j', (answer) => {
    expect(refusalIn(answer, '방법을 알려 줘')).toBe('whole');
    expect(refusalIn(answer.normalize('NFD'), '방법을 알려 줘')).toBe('whole');
  });

  it.each([
    '설정 파일을 고치면 됩니다.',
    '이 명령은 되돌릴 수 없으니 먼저 백업하세요.',
    '파드를 재시작할 수 없다면 로그를 보세요.',
    '죄송합니다, 앞의 답이 틀렸습니다. 포트는 8080입니다.',
    "You can't mount it twice; use a volume.",
    'I would check the logs first.',
    "I'm not able to reproduce this; which version is it?",
    '이 값은 알려지지 않았습니다.',
    '캐시는 도와주지 않으니 인덱스를 만드세요.',
    'Sorry for the confusion: the port is 8080.',
    '',
  ])('is not %j', (answer) => expect(refusalIn(answer, '어떻게 해?')).toBe('none'));

  it('is none where the question asks whether it can be done, and the answer says no', () => {
    expect(refusalIn('죄송하지만 환불해 드릴 수 없습니다.', '환불되나요?')).toBe('none');
    expect(refusalIn('죄송하지만 환불해 드릴 수 없습니다.', '환불해 줘')).toBe('whole');
  });

  it('is partly one where help follows', () => {
    const help = `죄송하지만 그 파일은 도와드릴 수 없습니다. 대신 이렇게 하세요.\n\`\`\`bash\n${'ls -al; '.repeat(10)}\n\`\`\``;

    expect(refusalIn(help)).toBe('partly');
    expect(refusalIn(`I can't help with that exactly. ${'But here is what works. '.repeat(40)}`)).toBe('partly');
  });
});
