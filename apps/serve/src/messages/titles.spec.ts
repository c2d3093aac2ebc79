import { firstWords, titleIn } from './titles.ts';

describe('a title', () => {
  it.each([
    ['Title: "Ferries of the Han"', 'Ferries of the Han'],
    ['**나루터의 역사**.\n\n이 대화는', '나루터의 역사'],
    ['제목: 배와 강', '배와 강'],
  ])('is found in what a model wrote: %j', (said, title) => {
    expect(titleIn(said)).toBe(title);
  });

  it.each(['', '.', 'x'.repeat(100), '\n'])('is not taken from %j', (said) => {
    expect(titleIn(said)).toBeUndefined();
  });

  it('is else the first words of the question', () => {
    expect(firstWords('  나루가   뭐예요?\n자세히')).toBe('나루가 뭐예요?');
    expect([...firstWords('word '.repeat(50))].length).toBeLessThanOrEqual(60);
    expect(firstWords('word '.repeat(50))).toMatch(/word…$/);
    expect([...firstWords('나'.repeat(100))]).toHaveLength(60);
  });
});
