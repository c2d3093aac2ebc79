import { withMathDelimiters } from './math-delimiters.ts';

describe('LaTeX in an answer', () => {
  it.each([
    ['넓이는 $\\pi r^2$ 이다', '넓이는 $$\\pi r^2$$ 이다'],
    ['the area \\(a^2\\) is', 'the area $$a^2$$ is'],
    ['\\[ E = mc^2 \\]', '\n$$\nE = mc^2\n$$\n'],
    ['$$x$$', '$$x$$'],
  ])('is found in %j', (written, expected) => {
    expect(withMathDelimiters(written)).toBe(expected);
  });

  it.each(['$5 and $10', '가격은 $5, 할인가는 $3 입니다', '`$HOME/$USER`', '```sh\necho $A $B\n```', 'a \\$x\\$ b'])(
    'is not seen in %j',
    (written) => {
      expect(withMathDelimiters(written)).toBe(written);
    },
  );
});
