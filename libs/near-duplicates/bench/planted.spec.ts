import { candidateProbability, duplicateSettings, signer } from '../src/index.ts';
import { exactJaccard } from './exact-jaccard.ts';
import { findDuplicates, type Found } from './found.ts';
import { plant, type Planted } from './planted.ts';
import { recallIn } from './recall.ts';

const settings = duplicateSettings();

describe.each(['ko', 'en'] as const)('among 1,600 texts (%s) with pairs planted from 0.5 to 1', (language) => {
  let planted: Planted;
  let found: Found;

  beforeAll(() => {
    planted = plant({ language, pairs: 800, seed: 7, from: 0.5, lengths: settings });
    found = findDuplicates(planted.texts, settings);
  });

  it('no false pair is reported', () => {
    const text = (id: number) => planted.texts[id] ?? '';
    const said = found.reported.map(({ similarity }) => similarity);

    expect(said).toEqual(found.reported.map(({ first, second }) => exactJaccard(text(first), text(second), settings)));
    expect(Math.min(...said)).toBeGreaterThanOrEqual(0.8);
  });

  it('at least 98 % are found from 0.05 above the threshold on', () => {
    const { planted: of, found: those } = recallIn({ from: 0.85, below: 1.001 }, planted, found);

    expect(of).toBeGreaterThan(150);
    expect(those / of).toBeGreaterThanOrEqual(0.98);
  });

  it('at least 90 % are found just above the threshold', () => {
    const { planted: of, found: those } = recallIn({ from: 0.8, below: 0.85 }, planted, found);

    expect(of).toBeGreaterThan(50);
    expect(those / of).toBeGreaterThanOrEqual(0.9);
  });

  it('as many pairs are candidates as the banding promises', () => {
    const keys = planted.texts.map(signer(settings)).map(({ bands }) => bands);
    const isCandidate = (first: number, second: number) =>
      keys[first]!.some((key, band) => key === keys[second]![band]);
    const promised = planted.pairs.map(({ similarity }) => candidateProbability(similarity, settings));
    const deviation = Math.sqrt(promised.reduce((sum, p) => sum + p * (1 - p), 0));

    const candidates = planted.pairs.filter(({ first, second }) => isCandidate(first, second)).length;

    expect(Math.abs(candidates - promised.reduce((sum, p) => sum + p, 0))).toBeLessThan(4 * deviation);
  });

  it('few are compared in vain', () => {
    expect(found.compared).toBeLessThan(3 * planted.texts.length);
  });
});
