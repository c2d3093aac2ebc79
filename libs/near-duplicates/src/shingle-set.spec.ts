import { exactJaccard } from '../bench/exact-jaccard.ts';
import { hashOf } from './mixed.ts';
import { ShingleSet } from './shingle-set.ts';
import { seeded } from './testing/seeded.ts';

const LENGTHS = { letters: 6, syllables: 3 };
const set = (text: string, lengths = LENGTHS) => new ShingleSet(text, lengths);

describe('the similarity of two texts', () => {
  it('is what sets of strings say, whatever the texts', () => {
    const random = seeded(3);
    const signs = [
      '가',
      '나',
      '다',
      '라',
      '마',
      'a',
      'b',
      '1',
      ' ',
      '+',
      '\ud83d',
      '\ude00',
      '각'.normalize('NFD'),
      '한국어 문장',
      'kubernetes',
    ];
    const text = () => Array.from({ length: random.below(60) }, () => random.of(signs)).join('');
    for (let round = 0; round < 1000; round += 1) {
      const lengths = { letters: 1 + random.below(6), syllables: 1 + random.below(3) };
      const a = text();
      const b = random.below(2) === 0 ? text() : a.slice(random.below(4)) + text().slice(0, 4);

      const found = { a, b, lengths, similarity: set(a, lengths).jaccard(set(b, lengths)) };

      expect(found).toEqual({ a, b, lengths, similarity: exactJaccard(a, b, lengths) });
    }
  });

  it('is 1 for texts that differ in spaces, case and marks only', () => {
    expect(set('배포 전략을 정한다.').jaccard(set('배포전략을 “정한다”'.normalize('NFD')))).toBe(1);
  });

  it('is 0 for texts without a shingle in common', () => {
    expect(set('배포 전략').jaccard(set('rollback plan'))).toBe(0);
    expect(set('').jaccard(set('배포 전략'))).toBe(0);
  });

  it('is not misled by shingles whose hashes agree by chance', () => {
    const [a, b] = ['떔룗틄', '잕됗뜥'];
    const hashes = [a, b].map((text) =>
      hashOf(
        Uint16Array.from(text, (sign) => sign.charCodeAt(0)),
        0,
        3,
      ),
    );

    expect(hashes[0]).toBe(hashes[1]);
    expect(set(a).jaccard(set(b))).toBe(0);
    expect(set(`${a}${b}`).size).toBe(4);
  });

  it('is 1 for two texts without any characters', () => {
    expect(set('').jaccard(set(' '.repeat(0)))).toBe(1);
  });

  it('does not depend on the order', () => {
    const [a, b] = [set('모델을 서빙할 때는 배치 크기를 본다'), set('모델을 서빙할 때는 지연 시간을 본다')];

    expect(a.jaccard(b)).toBe(b.jaccard(a));
    expect(a.jaccard(b)).toBeLessThanOrEqual(a.mostJaccard(b));
  });
});
