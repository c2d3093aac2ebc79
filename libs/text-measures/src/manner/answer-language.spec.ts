import { languageOfAnswer } from './answer-language.ts';

describe('the language of an answer', () => {
  it('is Korean with English terms, without a switch', () => {
    expect(
      languageOfAnswer('Kubernetes의 Pod를 재시작하세요.\n- Docker Compose\n로그도 보세요.', '어떻게 하나요?'),
    ).toMatchObject({
      language: 'ko',
      strayed: 0,
      switches: 0,
      switched: 0,
      asAsked: 1,
    });
  });

  it('switches where whole sentences do', () => {
    const found = languageOfAnswer(
      '서버를 다시 시작하면 문제가 풀립니다. Then you should check the logs of the server. 디스크도 확인하세요.',
      '서버가 멈췄어요',
    );

    expect(found.switches).toBe(2);
    expect(found.switched).toBeGreaterThan(0.3);
    expect(found.asAsked).toBeCloseTo(1 - found.switched, 9);
  });

  it('strays where letters of a third script slip in', () => {
    expect(languageOfAnswer('데이터를 处理합니다.').strayed).toBeCloseTo(2 / 9, 9);
    expect(languageOfAnswer('데이터를 처리합니다.'.normalize('NFD'))).toMatchObject({ strayed: 0, hangul: 1 });
  });

  it('is not the question’s where it answers in another', () => {
    expect(languageOfAnswer('Restart the server and look at its logs.', '서버가 멈췄어요')).toMatchObject({
      language: 'en',
      asAsked: 0,
    });
    expect(languageOfAnswer('Restart the server and look at its logs.', 'The server is down, what now?').asAsked).toBe(
      1,
    );
  });

  it('says nothing of the question’s where that shows none, and is nothing where there is no text', () => {
    expect(languageOfAnswer('네.', '12 + 30 = ?')).not.toHaveProperty('asAsked');
    expect(languageOfAnswer('', '왜죠?')).toMatchObject({ letters: 0, switches: 0, switched: 0, asAsked: 0 });
    expect(languageOfAnswer('```\nls -al\n```')).toMatchObject({ letters: 0 });
  });
});
