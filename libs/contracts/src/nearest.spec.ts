import { nearest } from './nearest.ts';

describe('the nearest known word', () => {
  it.each([
    ['bach_size', 'batch_size'],
    ['LR', 'lr'],
    ['learning_rte', 'learning_rate'],
  ])('to %s is %s', (word, expected) => {
    expect(nearest(word, ['batch_size', 'learning_rate', 'lr', 'max_length'])).toBe(expected);
  });

  it('is none where nothing is near', () => {
    expect(nearest('토크나이저', ['batch_size', 'max_length'])).toBeUndefined();
  });
});
