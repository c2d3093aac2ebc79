import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerOf } from './register.ts';
import type { SpeechLevel } from './speech-level.ts';

const labelled = readFileSync(join(import.meta.dirname, '../../labelled/speech-levels.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { sentence: string; level: SpeechLevel | null });

function levelIn(text: string): string | null {
  const { levels } = registerOf(text);
  return Object.entries(levels).find(([, count]) => count > 0)?.[0] ?? null;
}

describe('the register', () => {
  it('of labelled sentences is what their labels say', () => {
    const wrong = labelled.filter(({ sentence, level }) => levelIn(sentence) !== level);

    expect(labelled.length).toBeGreaterThanOrEqual(250);
    expect(wrong).toEqual([]);
  });

  it('is the same in NFD', () => {
    const wrong = labelled.filter(({ sentence, level }) => levelIn(sentence.normalize('NFD')) !== level);

    expect(wrong).toEqual([]);
  });

  it('of an answer that changes it is told with the share that keeps to it', () => {
    expect(registerOf('서버가 멈췄습니다. 로그를 보세요. 디스크가 가득 찼어. 지우면 돼요.')).toEqual({
      levels: { hapsyo: 1, haeyo: 2, haera: 0, hae: 1 },
      sentences: 4,
      speech: 'polite',
      consistency: 0.75,
    });
    expect(registerOf('서버가 멈췄습니다. 디스크가 가득 찼어.')).toMatchObject({ speech: 'mixed', consistency: 0.5 });
  });

  it('does not come from what others say, from titles, tables, asides or code', () => {
    const answer = [
      '# 로그를 먼저 보라',
      '"빨리 고쳐!"라는 말에는 \'알았어\'라고 답하면 됩니다. 《나는 개다》를 권합니다(나도 읽었어).',
      '> 그건 네가 해.',
      '| 이렇게 해 | 저렇게 해 |',
      '```\n# 이건 지워.\n```',
      '“몰라.”라고 하지 마세요. `echo 그래`를 쓰면 됩니다.',
    ].join('\n');

    expect(registerOf(answer)).toMatchObject({ speech: 'polite', consistency: 1, sentences: 4 });
  });

  it('does not come from notes in lists, unless the answer is nothing else', () => {
    const list = '- 로그를 확인한다\n- 디스크를 비운다\n1. 다시 시작한다';

    expect(registerOf(`이렇게 하면 됩니다.\n\n${list}`)).toMatchObject({ speech: 'polite', consistency: 1 });
    expect(registerOf(list)).toMatchObject({ speech: 'plain', sentences: 3 });
    expect(registerOf(`이렇게 하면 됩니다.\n- 이제 다시 켜.`)).toMatchObject({ speech: 'mixed' });
  });

  it('is none where nothing speaks', () => {
    expect(registerOf('')).toMatchObject({ speech: 'none', consistency: 1, sentences: 0 });
    expect(registerOf('Restart the pod.\n설정 위치: 홈 폴더')).toMatchObject({ speech: 'none' });
  });

  it.each(['!', "'", ' ', '_', 'ㅋ', '\ud83d'])('is found in time that grows with the text, as of many %j', (sign) => {
    expect(registerOf(`${sign.repeat(200_000)} 가요`)).toMatchObject({ speech: 'polite' });
    expect(registerOf(`가요${sign.repeat(200_000)}x`).sentences).toBeLessThanOrEqual(1);
  });
});
