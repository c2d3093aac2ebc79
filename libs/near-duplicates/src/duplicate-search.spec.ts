import { DuplicateSearch, type Cluster, type DuplicatePair, type Preference } from './duplicate-search.ts';
import { duplicateSettings, type DuplicateSettings } from './settings.ts';
import { SignatureBlock } from './signature-block.ts';
import { signer } from './signature.ts';
import { seeded } from './testing/seeded.ts';

const random = seeded(9);
/** Of any syllables, so that no shingle comes twice. */
const sentence = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(0xac00 + random.below(11_172))).join('');
const ANSWER = sentence(200);
const NEAR = `${ANSWER}${sentence(8)}`;
const BOOK = sentence(400);

interface Outcome {
  readonly clusters: Cluster[];
  readonly pairs: DuplicatePair[];
  readonly compared: number;
  readonly read: number[];
}

interface Given {
  readonly settings?: Partial<DuplicateSettings>;
  readonly leftOut?: readonly number[];
  readonly preference?: Preference;
}

function search(texts: readonly string[], { settings: some, leftOut = [], preference }: Given = {}): Outcome {
  const settings = duplicateSettings(some);
  const block = SignatureBlock.forRows(texts.length, settings.bands);
  const sign = signer(settings);
  for (const [row, text] of texts.entries()) block.set(row, sign(text));
  const pairs: DuplicatePair[] = [];
  const read: number[] = [];
  const textOf = (id: number) => {
    read.push(id);
    return texts[id] ?? '';
  };
  const found = new DuplicateSearch({ settings, rows: texts.length, textOf, onPair: (pair) => pairs.push(pair) });
  for (const id of leftOut) found.leaveOut(id);
  found.addExact(block.column('exact'));
  for (let band = 0; band < settings.bands; band += 1) found.addBand(block.column(band));
  const longest = { score: () => 0, length: (id: number) => (texts[id] ?? '').length };
  return { clusters: [...found.clusters(preference ?? longest)], pairs, compared: found.compared, read };
}

describe('the search for duplicates', () => {
  it('joins what is the same but for spaces and marks, without reading it', () => {
    const { clusters, pairs, read } = search([
      '나루터에서 배를 탄다',
      'else',
      '“나루터” 에서 배를탄다.'.normalize('NFD'),
      'Else!',
    ]);

    expect(clusters.map(({ kept, others }) => [kept, ...others])).toEqual([
      [2, 0],
      [3, 1],
    ]);
    expect(pairs).toContainEqual({ first: 0, second: 2, similarity: 1 });
    expect(read).toEqual([]);
  });

  it('joins what is nearly the same, and tells how nearly', () => {
    const { clusters, pairs } = search([ANSWER, sentence(200), NEAR]);

    expect(clusters).toEqual([{ kept: 2, others: [0] }]);
    expect(pairs).toEqual([{ first: 0, second: 2, similarity: 198 / 206 }]);
  });

  it('leaves apart what is less alike than the threshold', () => {
    expect(search([ANSWER, NEAR], { settings: { threshold: 0.97 } }).clusters).toEqual([]);
  });

  it('leaves apart short texts that differ', () => {
    expect(search(['네', '예', 'yes', 'no', '', '?', '!', '1', '2']).clusters).toEqual([]);
  });

  it('takes no notice of rows that are left out', () => {
    const { clusters } = search([ANSWER, ANSWER, NEAR, `${ANSWER}!`], { leftOut: [0, 2] });

    expect(clusters).toEqual([{ kept: 3, others: [1] }]);
  });

  it('keeps the better, then the longer, then the first', () => {
    const texts = [ANSWER, NEAR, `${NEAR}?`, `${NEAR}!`];
    const length = (id: number) => (texts[id] ?? '').length;
    const keptBy = (score: (id: number) => number) => search(texts, { preference: { score, length } }).clusters;

    expect(keptBy((id) => (id === 0 ? 1 : 0))).toEqual([{ kept: 0, others: [1, 2, 3] }]);
    expect(keptBy(() => 0)).toEqual([{ kept: 2, others: [0, 1, 3] }]);
  });

  it('joins by way of a third, by pairs that all reach the threshold', () => {
    const chain = [0, 15, 30, 45].map((from) => BOOK.slice(from, from + 200));

    const { clusters, pairs } = search(chain);

    expect(clusters.map(({ kept, others }) => [kept, ...others])).toEqual([[0, 1, 2, 3]]);
    expect(pairs.every(({ similarity }) => similarity >= 0.8)).toBe(true);
    expect(pairs).toHaveLength(3);
  });

  it('compares each of thousands that are nearly the same with few', () => {
    const texts = Array.from({ length: 3000 }, (_, row) => `${ANSWER} 번호 ${row}`);

    const { clusters, compared } = search(texts);

    expect(clusters.map(({ others }) => others.length)).toEqual([2999]);
    expect(compared).toBeLessThan(4 * 3000);
  });

  it('compares each of thousands that look alike and are not with a few dozen at most', () => {
    const texts = Array.from({ length: 400 }, () => `${ANSWER}${sentence(60)}`);

    const { clusters, compared } = search(texts, { settings: { bands: 2, rows: 1 } });

    expect(clusters).toEqual([]);
    expect(compared).toBeLessThanOrEqual(2 * 32 * 400);
  });

  it('marks beforehand the rows whose texts it may ask for', () => {
    const texts = [ANSWER, sentence(200), NEAR, sentence(100)];
    const settings = duplicateSettings();
    const sign = signer(settings);
    const signatures = texts.map(sign);
    const found = new DuplicateSearch({ settings, rows: texts.length, textOf: () => '' });
    const marks = new Uint8Array(texts.length);

    for (let band = 0; band < settings.bands; band += 1) {
      found.markCandidates(
        Uint32Array.from(signatures, ({ bands }) => bands[band] ?? 0),
        marks,
      );
    }

    expect([...marks]).toEqual([1, 0, 1, 0]);
  });

  it('of no rows finds nothing', () => {
    expect(search([]).clusters).toEqual([]);
  });
});
