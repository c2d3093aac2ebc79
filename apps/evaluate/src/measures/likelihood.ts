import type { ItemLikelihood } from '@naru/contracts';

import type { Measure } from './measure.ts';

/** Nats a token of the assistant's turns. Compares models of one tokenizer only. */
export const loss: Measure = {
  name: 'loss',
  title: 'Loss on held-out rows',
  unit: 'nats per token',
  higherIsBetter: false,
  of: ({ kind }, { likelihood }) => (kind === 'held-out' && likelihood ? lossOf(likelihood) : undefined),
};

/** Bits a byte of the assistant's turns: the same text costs as much under every tokenizer. */
export const bitsPerByte: Measure = {
  name: 'bits-per-byte',
  title: 'Bits per byte on held-out rows',
  unit: 'bits',
  higherIsBetter: false,
  of: ({ kind }, { likelihood }) => (kind === 'held-out' && likelihood ? bitsOf(likelihood) : undefined),
};

export const lossOf = ({ logLikelihood, tokens }: ItemLikelihood): number => -logLikelihood / tokens;

export const bitsOf = ({ logLikelihood, bytes }: ItemLikelihood): number =>
  -logLikelihood / Math.LN2 / Math.max(1, bytes);
