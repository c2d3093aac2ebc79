import { partsOf } from './parts.ts';

const seen = (text: string): string[] =>
  partsOf(text).map((part) => `${part.unclosed ? 'unclosed ' : ''}${part.kind}: ${text.slice(part.start, part.end)}`);

describe('the parts of a text', () => {
  it('are one prose where there is no code, and none where there is nothing', () => {
    expect(seen('파드가 죽었어요.\n왜죠?')).toEqual(['prose: 파드가 죽었어요.\n왜죠?']);
    expect(seen('')).toEqual([]);
  });

  it('tell a fenced block with its fences, up to its line end', () => {
    expect(seen('먼저:\n```bash\nls\n```\n다음')).toEqual([
      'prose: 먼저:\n',
      'fenced: ```bash\nls\n```',
      'prose: \n다음',
    ]);
    expect(seen('~~~\na ``` b\n```\n~~~')).toEqual(['fenced: ~~~\na ``` b\n```\n~~~']);
  });

  it('close a fence only with as many marks of its kind and nothing behind', () => {
    const text = '````md\n```js\nx\n```\n`````';
    expect(seen(text)).toEqual([`fenced: ${text}`]);
    expect(seen('```\na\n``` b\n~~~\n```')).toEqual(['fenced: ```\na\n``` b\n~~~\n```']);
  });

  it('end an unclosed fence with the text, and say so', () => {
    expect(seen('코드:\n```py\nprint(1)\n')).toEqual(['prose: 코드:\n', 'unclosed fenced: ```py\nprint(1)\n']);
    expect(seen('```')).toEqual(['unclosed fenced: ```']);
  });

  it('find fences in quotes, lists and behind any line end', () => {
    expect(seen('> ```\n> a\n> ```')).toEqual(['fenced: > ```\n> a\n> ```']);
    expect(seen('1. ```\n   a\n   ```\n- b')).toEqual(['fenced: 1. ```\n   a\n   ```', 'prose: \n- b']);
    expect(seen('a\r\n```\r\nb\r\n```\r\nc')).toEqual(['prose: a\r\n', 'fenced: ```\r\nb\r\n```', 'prose: \r\nc']);
    expect(seen('```\n- ```\n```')).toEqual(['fenced: ```\n- ```\n```']);
  });

  it('tell inline code of any number of backticks, within one paragraph', () => {
    expect(seen('`a`는 ``b`c``')).toEqual(['inline: `a`', 'prose: 는 ', 'inline: ``b`c``']);
    expect(seen('`a\nb` c')).toEqual(['inline: `a\nb`', 'prose:  c']);
    expect(seen("it's `open\n\nnew` line")).toEqual(["prose: it's `open\n\nnew` line"]);
    expect(seen('```한 줄```')).toEqual(['inline: ```한 줄```']);
  });

  it('take indented lines for code only where they look like code', () => {
    expect(seen('Run:\n\n    kubectl get pods -o json | jq ".items" > a\n    x = 1\n\nDone')).toEqual([
      'prose: Run:\n\n',
      'indented:     kubectl get pods -o json | jq ".items" > a\n    x = 1',
      'prose: \n\nDone',
    ]);
    expect(seen('시:\n\n    산에는 꽃 피네\n    꽃이 피네')).toEqual([
      'prose: 시:\n\n    산에는 꽃 피네\n    꽃이 피네',
    ]);
    expect(seen('- item\n\n    call(a)')).toEqual(['prose: - item\n\n    call(a)']);
  });

  it('cover every text without gaps, in order', () => {
    const pieces = [
      '`',
      '``',
      '```',
      '~~~',
      '\n',
      '\r\n',
      '\n\n',
      '    x = 1;',
      'a',
      '한',
      ' ',
      '> ',
      '- ',
      '\ud83d',
      '\t',
    ];
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let round = 0; round < 1000; round++) {
      let text = '';
      for (let count = random(24); count > 0; count--) text += pieces[random(pieces.length)] ?? '';
      let at = 0;
      for (const part of partsOf(text)) {
        expect(part.start).toBe(at);
        expect(part.end).toBeGreaterThan(at);
        at = part.end;
      }
      expect(at).toBe(text.length);
    }
  });

  it('are found in time that grows with the text, whatever stands in it', () => {
    let runs = '';
    for (let length = 1; length < 1500; length++) runs += '`'.repeat(length) + ' ';
    expect(partsOf(runs)).toHaveLength(1);
    expect(partsOf('`a '.repeat(200_000))).toHaveLength(200_000);
  });
});
