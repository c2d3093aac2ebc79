import { check } from './check.ts';
import { checkOf, instructionIds, instructionProblem } from './instructions.ts';

const follows = (id: string, parameters: Record<string, unknown>, answer: string): boolean =>
  check({ id, parameters }, answer).strict;

describe('an answer', () => {
  it('follows loosely what it follows without its first line, its last line and its asterisks', () => {
    const json = { id: 'detectable_format:json_format', parameters: {} };

    expect(check(json, '{"a": 1}')).toEqual({ strict: true, loose: true });
    expect(check(json, 'Here it is:\n**{"a": 1}**\nDone.')).toEqual({ strict: false, loose: true });
    expect(check(json, 'One.\nTwo.\n{"a": 1}')).toEqual({ strict: false, loose: false });
  });

  it('that is empty follows nothing, not even what asks for nothing', () => {
    expect(check({ id: 'punctuation:no_comma', parameters: {} }, ' \n')).toEqual({ strict: false, loose: false });
  });
});

describe('an instruction that cannot be checked', () => {
  it.each([
    ['keywords:existance', {}, '"keywords:existance" is no instruction; there are keywords:existence,'],
    ['keywords:existence', {}, 'keywords:existence: "keywords" must be a list of texts; it is missing.'],
    ['keywords:existence', { keywords: ['a', ' '] }, '"keywords" must be a list of texts; it is ["a"," "].'],
    [
      'length_constraints:number_words',
      { num_words: 'ten', relation: 'at least' },
      '"num_words" must be a whole number of 1 or more; it is "ten".',
    ],
    [
      'length_constraints:number_words',
      { num_words: 10, relation: 'exactly' },
      '"relation" must be one of "less than", "at least"; it is "exactly".',
    ],
    [
      'keywords:letter_frequency',
      { letter: '가', let_frequency: 1 },
      '"letter" must be a letter from a to z; it is "가".',
    ],
    ['punctuation:no_comma', { mark: ';' }, 'punctuation:no_comma: "mark" is not a parameter; it takes no parameters.'],
    ['ko:register', { register: '존댓말' }, '"register" must be one of "polite", "hapsyo", "haeyo", "plain"'],
    [
      'ko:number_characters',
      { num_characters: 9, relation: 'at most', spaces: 1 },
      '"spaces" must be true or false; it is 1.',
    ],
    ['ko:acrostic', { syllables: 'naru' }, '"syllables" must be syllables of Hangul; it is "naru".'],
    [
      'length_constraints:nth_paragraph_first_word',
      { num_paragraphs: 2, nth_paragraph: 3, first_word: 'a' },
      '"nth_paragraph" must be at most "num_paragraphs", 2; it is 3.',
    ],
  ])('is refused in words: %s %j', (id, parameters, message) => {
    expect(instructionProblem({ id, parameters })).toContain(message);
    expect(() => checkOf({ id, parameters })).toThrow(RangeError);
  });

  it('is not one that comes with the empty parameters of others, as in the data of IFEval', () => {
    const parameters = { keywords: ['queue'], num_words: null, relation: null };

    expect(instructionProblem({ id: 'keywords:existence', parameters })).toBeUndefined();
  });

  it('is none of the names that every object has', () => {
    expect(instructionProblem({ id: 'toString', parameters: {} })).toContain('is no instruction');
    expect(instructionIds.length).toBeGreaterThanOrEqual(45);
  });
});

describe('instructions of IFEval with a definition of ours', () => {
  it('count sentences at their marks and at the ends of lines, not at abbreviations and numbers', () => {
    const text =
      'Dr. Kim waited 2.5 s, e.g. for the U.S. region. Then? "It failed." She left\n\n1. One item\n- Two: a.b';
    const sentences = (count: number): boolean =>
      follows('length_constraints:number_sentences', { num_sentences: count, relation: 'at least' }, text);

    expect([sentences(6), sentences(7)]).toEqual([true, false]);
  });

  it('tell capitals, small letters and the language', () => {
    expect(follows('change_case:english_capital', {}, 'ROLL BACK THE RELEASE, THEN WAIT 5 MINUTES.')).toBe(true);
    expect(follows('change_case:english_capital', {}, 'ROLL BACK THE RELEASE, then WAIT.')).toBe(false);
    expect(follows('change_case:english_lowercase', {}, 'roll back the release, then wait for the alarm.')).toBe(true);
    expect(follows('change_case:english_lowercase', {}, '배포를 되돌립니다')).toBe(false);
    expect(follows('language:response_language', { language: 'ko' }, '먼저 배포를 되돌립니다.')).toBe(true);
    expect(follows('language:response_language', { language: 'ko' }, 'Roll back the release first.')).toBe(false);
  });

  it('count words in capitals, with a hyphen as one', () => {
    const words = (count: number): boolean =>
      follows(
        'change_case:capital_word_frequency',
        { capital_frequency: count, capital_relation: 'at least' },
        'The API of a TWO-PHASE commit: HTTP2, not Http. I agree',
      );

    expect([words(4), words(5)]).toEqual([true, false]);
  });

  it('take keywords as texts, not as patterns', () => {
    expect(follows('keywords:existence', { keywords: ['C++'] }, 'Written in c++ and Go')).toBe(true);
    expect(follows('keywords:existence', { keywords: ['v1.2'] }, 'Version v1x2')).toBe(false);
    expect(follows('keywords:forbidden_words', { forbidden_words: ['C++'] }, 'Written in C++.')).toBe(false);
  });
});
