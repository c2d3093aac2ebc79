import { Fields, decodeDouble, decodeInteger, encodeDouble, keyValues } from './encoding.ts';
import { MlflowProtocolError } from './errors.ts';

describe('doubles', () => {
  it('that JSON cannot write travel as the words of protobuf', () => {
    expect(JSON.stringify([NaN, Infinity, -Infinity, 0.1].map(encodeDouble))).toBe(
      '["NaN","Infinity","-Infinity",0.1]',
    );
  });

  it('come back from numbers, digits and words', () => {
    expect(['NaN', 'Infinity', '-Infinity', '0.5', 2].map((value) => decodeDouble(value, 'x'))).toEqual([
      NaN,
      Infinity,
      -Infinity,
      0.5,
      2,
    ]);
  });

  it('that the SQL store put for infinities come back as infinities', () => {
    expect(decodeDouble(1.7976931348623157e308, 'x')).toBe(Infinity);
    expect(decodeDouble(-1.7976931348623157e308, 'x')).toBe(-Infinity);
  });

  it.each([['abc'], [''], [null], [{}]])('are not %j', (value) => {
    expect(() => decodeDouble(value, 'metrics[0].value')).toThrow(MlflowProtocolError);
  });
});

describe('whole numbers', () => {
  it('come as numbers or, as protobuf has it, as text', () => {
    expect([decodeInteger('1700000000123', 'x'), decodeInteger(-3, 'x')]).toEqual([1_700_000_000_123, -3]);
  });

  it('beyond 2^53 are an error, not a neighbour', () => {
    expect(() => decodeInteger('9007199254740993', 'step')).toThrow(/step should be a whole number within 2\^53/);
    expect(() => decodeInteger(1.5, 'step')).toThrow(MlflowProtocolError);
  });
});

describe('the fields of an answer', () => {
  it('that are absent are the defaults of protobuf', () => {
    const fields = new Fields({}, 'run');

    expect([
      fields.text('a'),
      fields.integer('a'),
      fields.double('a'),
      fields.flag('a'),
      fields.list('a'),
      fields.pairs('a'),
    ]).toEqual(['', 0, 0, false, [], {}]);
    expect([fields.optionalText('a'), fields.optionalInteger('a'), fields.has('a')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  it('of the wrong type are named with their place', () => {
    const fields = new Fields({ runs: [{ info: { run_id: 7 } }] }, 'body');

    expect(() => fields.list('runs')[0]?.object('info').requiredText('run_id')).toThrow(
      "The answer's body.runs[0].info.run_id should be a string, found 7",
    );
    expect(() => fields.object('runs')).toThrow('body.runs should be an object');
    expect(() => fields.list('nothing here').concat(fields.object('x').list('y'))).not.toThrow();
    expect(() => new Fields([], 'body')).toThrow('body should be an object');
  });

  it('with the names of object methods are plain keys', () => {
    const pairs = new Fields(
      {
        tags: [
          { key: '__proto__', value: 'a' },
          { key: 'constructor', value: 'b' },
        ],
      },
      'body',
    ).pairs('tags');

    expect(Object.entries(pairs)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(keyValues(pairs)).toHaveLength(2);
  });
});
