import { duration, gibibytes } from './figures.ts';
import { showError } from './show-error.ts';
import { tableLines } from './table.ts';
import { Screen } from './testing/screen.ts';
import { clipped, printable, widthOf, wrapped } from './width.ts';

describe('the width of text', () => {
  it('is two cells for a Hangul syllable, composed or not', () => {
    expect([widthOf('나루'), widthOf('나루'.normalize('NFD')), widthOf('naru'), widthOf('🚢')]).toEqual([4, 4, 4, 2]);
  });

  it('is what columns are aligned by', () => {
    expect(
      tableLines([
        ['', '한국어', 'x'],
        ['영어', '1', '22'],
      ]),
    ).toEqual(['      한국어   x', '영어       1  22']);
  });

  it('decides where a line is cut', () => {
    expect(clipped('카나리 배포', 7)).toBe('카나리…');
    expect(clipped('short', 7)).toBe('short');
    expect(clipped('█████\u001b[32m█████\u001b[39m', 8)).toBe('█████\u001b[32m██…\u001b[0m');
    expect(wrapped('카나리 배포는 작은 비율로', 11)).toEqual(['카나리', '배포는 작은', '비율로']);
  });

  it('never lets a wrapped line be wider than asked, with or without spaces', () => {
    for (const text of [
      '카나리배포는작은비율의사용자에게먼저',
      'a canary release goes to a few first',
      'x'.repeat(50),
    ]) {
      const lines = wrapped(text, 11);

      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(11);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });

  it('does not count, nor let through, what would steer the terminal', () => {
    expect(printable('a\u001b[2Jb\u0007c\r\nd')).toBe('abc\nd');
  });
});

describe('figures', () => {
  it('are short', () => {
    expect([duration(5), duration(65.4), duration(3723)]).toEqual(['0:05', '1:05', '1:02:03']);
    expect([300, 300 * 1024 ** 2, 4.64 * 1024 ** 3].map(gibibytes)).toEqual(['1 KiB', '300 MiB', '4.6 GiB']);
  });
});

it('an error shows what was wrong, what to do and the end of the log', () => {
  const screen = new Screen();

  showError(screen, {
    code: 'job.crashed',
    message: 'The job ended by SIGSEGV.',
    hint: 'Do this.',
    logTail: ['끝'],
    log: 'job.log',
  });

  expect(screen.written).toBe('job.crashed: The job ended by SIGSEGV.\nDo this.\nThe end of job.log:\n  끝\n');
});
