// Owns the tests that say whether one thing is better than another, how sure that is, and how many items it takes.
// Does not know what is measured, which measures decide, or what follows from it.
export { holm } from './holm.ts';
export { mcnemar, type McNemar } from './paired/mcnemar.ts';
export { pairedBootstrap, type BootstrapOptions, type BootstrapResult } from './paired/paired-bootstrap.ts';
export { itemsForMcNemar, itemsForMean, type Precision } from './sample-size.ts';
export { seededRandom, type Random } from './seeded-random.ts';
export { DifferenceSequence } from './sequential/difference-sequence.ts';
export { MatchedSequence, type MatchedOptions } from './sequential/matched-sequence.ts';
export { MeanSequence, type Bounds } from './sequential/mean-sequence.ts';
export { wilson, type Interval } from './wilson.ts';
