import { growBlocks, NO_BLOCKS } from './blocks.ts';

const partsOf = (text: string): readonly string[] => growBlocks(NO_BLOCKS, text).parts;

describe('markdown that grows', () => {
  const answer = [
    '# 나루터\n\n',
    '첫 문단은 **굵다**.\n둘째 줄.\n\n',
    '```python\ndef 나루():\n\n    return 1\n```\n\n',
    '- 하나\n\n- 둘\n\n  이어진 문단\n\n',
    '| a | b |\n|---|---|\n| 1 | 2 |\n\n',
    '$$\nx^2\n\n+ y\n$$\n\n',
    '끝.',
  ];

  it('is cut at blank lines, but not inside code, math or a list', () => {
    expect(partsOf(answer.join(''))).toEqual(answer);
  });

  it('gives the same blocks whether it came at once or letter by letter', () => {
    const text = answer.join('');
    let blocks = NO_BLOCKS;
    for (let end = 1; end <= text.length; end++) blocks = growBlocks(blocks, text.slice(0, end));
    expect(blocks.parts).toEqual(partsOf(text));
  });

  it('always makes up the whole text', () => {
    const text = answer.join('');
    for (let end = 0; end <= text.length; end++) {
      expect(partsOf(text.slice(0, end)).join('')).toBe(text.slice(0, end));
    }
  });

  it('leaves all blocks but the last as they are', () => {
    const before = growBlocks(NO_BLOCKS, answer.slice(0, 3).join(''));
    const after = growBlocks(before, answer.slice(0, 3).join('') + '다음');
    expect(after.parts.slice(0, 3)).toEqual(before.parts);
    expect(after.parts.at(-1)).toBe('다음');
  });

  it('starts again when the text is another one', () => {
    expect(growBlocks(growBlocks(NO_BLOCKS, 'a\n\nb'), 'c\n\nd').parts).toEqual(['c\n\n', 'd']);
  });

  it('stays one block when a link is defined somewhere else', () => {
    expect(partsOf('[나루][1]\n\n글\n\n[1]: https://example.org')).toHaveLength(1);
  });

  it('does not close a fence with a shorter one', () => {
    expect(partsOf('````md\n```\n\ncode\n````\n\nend')).toEqual(['````md\n```\n\ncode\n````\n\n', 'end']);
  });
});
