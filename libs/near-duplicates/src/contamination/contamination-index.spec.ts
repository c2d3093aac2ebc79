import { duplicateSettings } from '../settings.ts';
import { signer } from '../signature.ts';
import { ContaminationIndex } from './contamination-index.ts';

const settings = duplicateSettings();
const ITEMS = [
  '모델을 배포할 때 카나리 배포와 블루그린 배포는 각각 어떤 경우에 쓰는 것이 좋은지, 트래픽과 비용을 함께 고려하여 예를 들어 설명해 주세요.',
  '네, 맞습니다.',
  'Explain when a canary release is the better choice, and when blue-green deployment is, for a model server.',
];
const index = new ContaminationIndex(ITEMS, settings);

describe('a training text held against evaluation items', () => {
  it('is clean where it only speaks of the same', () => {
    expect(index.find('카나리 배포는 트래픽의 일부만 새 모델로 보내 보는 방식입니다.')).toEqual({
      overlaps: [],
      similar: [],
    });
  });

  it('is like an item that it says with a word or two changed', () => {
    const { similar } = index.find(ITEMS[0]!.replace('각각 ', '저마다 '));

    expect(similar).toEqual([{ item: 0, similarity: expect.any(Number) as number }]);
    expect(similar[0]!.similarity).toBeGreaterThanOrEqual(0.8);
    expect(similar[0]!.similarity).toBeLessThan(1);
  });

  it('is like a short item only where it is the same', () => {
    expect(index.find('네 맞습니다').similar).toEqual([{ item: 1, similarity: 1 }]);
    expect(index.find('네, 맞습니다. 감사합니다.')).toEqual({ overlaps: [], similar: [] });
  });

  it('overlaps an item that it holds among much else, without being like it', () => {
    const { overlaps, similar } = index.find(`${'Some notes. '.repeat(50)}${ITEMS[2]!} ${'More of them. '.repeat(50)}`);

    expect(overlaps).toMatchObject([{ item: 2, share: 1 }]);
    expect(similar).toEqual([]);
  });

  it('may bring its signature', () => {
    expect(index.find(ITEMS[2]!, signer(settings)(ITEMS[2]!)).similar).toEqual([{ item: 2, similarity: 1 }]);
  });

  it('is clean where there are no items', () => {
    expect(new ContaminationIndex([], settings).find(ITEMS[0]!)).toEqual({ overlaps: [], similar: [] });
  });
});
