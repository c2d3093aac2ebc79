// Owns when two texts are near-duplicates: normal form, shingles, sketches, candidates by bands, exact Jaccard, clusters;
// and which texts share long runs with an evaluation set. Does not know rows, the formats of files or the steps of a build.
export { bandingFor, candidateProbability, type Banding } from './banding.ts';
export { coarseFilter, coarseWords } from './coarse.ts';
export { comparableText } from './comparable.ts';
export { ContaminationIndex, type Contamination, type SimilarItem } from './contamination/contamination-index.ts';
export { GRAM_WEIGHT, LEAST_WEIGHT } from './contamination/grams.ts';
export { type Overlap } from './contamination/overlaps.ts';
export {
  DuplicateSearch,
  type Cluster,
  type DuplicatePair,
  type Preference,
  type SearchOptions,
} from './duplicate-search.ts';
export { duplicateSettings, type DuplicateSettings } from './settings.ts';
export { ShingleSet } from './shingle-set.ts';
export { type ShingleLengths } from './shingles.ts';
export { SignatureBlock, wordsOf, type ColumnPlace } from './signature-block.ts';
export { tiedGroups, type TiedGroups } from './tied-groups.ts';
export { EXACT_WORDS, signer, type Signature } from './signature.ts';
