import { AppError } from './app-error.ts';
import { errorInWords } from './error-in-words.ts';

test('an error for people is its code, what was wrong and what to do', () => {
  const error = new AppError('disk.full', 'models/ is full.', { hint: 'Free some space.' });
  expect(errorInWords(error)).toEqual({ code: 'disk.full', text: 'disk.full: models/ is full.\nFree some space.\n' });
  expect(errorInWords(new AppError('cancelled', 'Stopped.')).text).toBe('cancelled: Stopped.\n');
});

test('any other is ours, with its trace', () => {
  const { code, text } = errorInWords(new TypeError('x is undefined'));
  expect(code).toBe('internal');
  expect(text).toMatch(/please report it[^]+TypeError: x is undefined\n\s+at /);
  expect(errorInWords('thrown text').text).toContain('thrown text');
});
