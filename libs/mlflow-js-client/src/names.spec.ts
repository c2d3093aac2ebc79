import { MlflowLimitError } from './errors.ts';
import { checkInteger, checkPageSize, checkText, codePoints, firstCodePoints } from './limits.ts';
import {
  checkAlias,
  checkIdempotencyKey,
  checkKey,
  checkModelName,
  checkRunId,
  checkVersion,
  filterString,
} from './names.ts';

describe('keys of metrics, params and tags', () => {
  it.each(['loss', 'eval/한글 손실', 'a.b-c_d:e', '나루'.normalize('NFD'), '汉字 1', 'x'.repeat(250), 'ㄱ'])(
    'may be %j',
    (key) => {
      expect(checkKey('key', key)).toBe(key);
    },
  );

  it.each([
    '',
    'a|b',
    'a\nb',
    'a"b',
    '😀',
    'a//b',
    '/a',
    'a/',
    './a',
    '../a',
    '..a',
    'a/../b',
    'x'.repeat(251),
    'é'.normalize('NFD'),
  ])('may not be %j', (key) => {
    expect(() => checkKey('metrics[3].key', key)).toThrow(MlflowLimitError);
    expect(() => checkKey('metrics[3].key', key)).toThrow(/^metrics\[3\]\.key /);
  });
});

describe('names in the registry', () => {
  it('of models hold neither slash nor colon and are no paths', () => {
    expect(checkModelName('name', 'naru 나루.v1')).toBe('naru 나루.v1');
    for (const name of ['', '  ', 'a/b', 'a:b', '.', '..', '..x'])
      expect(() => checkModelName('name', name)).toThrow(MlflowLimitError);
  });

  it('of aliases hold letters, digits, _ and -, and are not reserved', () => {
    expect(checkAlias('alias', '챔피언-1_a')).toBe('챔피언-1_a');
    for (const alias of ['', 'a b', 'a.b', 'latest', 'LATEST', 'v1', 'V22', 'a'.repeat(256)]) {
      expect(() => checkAlias('alias', alias)).toThrow(MlflowLimitError);
    }
  });

  it('of versions are numbers from 1', () => {
    expect([checkVersion('version', 3), checkVersion('version', '12')]).toEqual(['3', '12']);
    for (const version of ['0', '-1', '1.5', 'latest', ''])
      expect(() => checkVersion('version', version)).toThrow(MlflowLimitError);
  });
});

describe('ids and idempotency keys', () => {
  it('that could change a path or a filter are refused', () => {
    expect(checkRunId('0123abcdef')).toBe('0123abcdef');
    for (const id of ['', '../x', 'a/b', '-a', 'a b']) expect(() => checkRunId(id)).toThrow(MlflowLimitError);
    expect(checkIdempotencyKey('naru:run/01J.x@y-z_1')).toBe('naru:run/01J.x@y-z_1');
    for (const key of ['', "a'b", 'a"b', 'a b', 'a`b', 'x'.repeat(201)])
      expect(() => checkIdempotencyKey(key)).toThrow(MlflowLimitError);
  });
});

describe('a value in a filter', () => {
  it('stands in the quotes that it does not hold', () => {
    expect([filterString('나루'), filterString("it's")]).toEqual(["'나루'", '"it\'s"']);
    expect(() => filterString('\'"')).toThrow('cannot escape quotes');
  });
});

describe('text', () => {
  it('is counted as Python counts it', () => {
    expect(['', 'abc', '한글', '😀😀', 'a😀'].map(codePoints)).toEqual([0, 3, 2, 2, 2]);
    expect(firstCodePoints('😀😀😀', 2)).toBe('😀😀');
    expect(firstCodePoints('ab', 5)).toBe('ab');
  });

  it('of half a character, or longer than the limit, is refused with its length', () => {
    expect(() => checkText('tag', '\ud83d', 10)).toThrow('half of a surrogate pair');
    expect(() => checkText('tag', '가'.repeat(11), 10)).toThrow('tag has 11 characters, the limit is 10');
    expect(checkText('tag', '😀'.repeat(10), 10)).toHaveLength(20);
  });
});

describe('numbers', () => {
  it('that are no int64 of JavaScript are refused', () => {
    expect(checkInteger('step', -5)).toBe(-5);
    for (const step of [1.5, NaN, Infinity, 2 ** 53])
      expect(() => checkInteger('step', step)).toThrow('step must be a whole number');
    expect(() => checkInteger('timestamp', -1, 0)).toThrow('timestamp must be at least 0');
  });

  it("of a page are within the server's limit", () => {
    expect(checkPageSize(undefined, 100, 1000)).toBe(100);
    for (const size of [0, -1, 1001, 1.5]) expect(() => checkPageSize(size, 100, 1000)).toThrow(MlflowLimitError);
  });
});
