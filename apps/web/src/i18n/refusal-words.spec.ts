import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { refusalWords } from './refusal-words.ts';

const SERVE = join(import.meta.dirname, '../../../serve/src');
// What a running serve never answers a page with, or the page has words of its own for.
const ELSEWHERE = new Set(['environment.invalid', 'config.invalid', 'port.taken', 'usage', 'data.not-found']);

/** The codes that serve's own sources name. */
function codesOfServe(): string[] {
  const files = readdirSync(SERVE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && !file.startsWith('testing'),
  );
  const found = files.flatMap((file) =>
    [
      ...readFileSync(join(SERVE, file), 'utf8').matchAll(
        /(?:AppError|OidcProblem)\(\s*(?:'\w+',\s*)?'([a-z-]+(?:\.[a-z-]+)?)'/g,
      ),
    ].map(([, code]) => code ?? ''),
  );
  return [...new Set(found)].filter((code) => !ELSEWHERE.has(code)).sort();
}

describe('what serve refuses', () => {
  it.each(codesOfServe())('is said in Korean: %s', (code) => {
    expect(refusalWords({ code, message: 'English.', hint: 'Do it.' }, 'ko').message).toMatch(/[가-힣]/);
  });

  it('leaves what serve says below a code that stands for several refusals', () => {
    const refusal = { code: 'request.refused', message: 'The last administrator stays one.' };
    expect(refusalWords(refusal, 'ko')).toEqual({
      message: '이 요청은 처리할 수 없습니다.',
      hint: 'The last administrator stays one.',
    });
  });

  it('keeps the words of serve in English, with what to do', () => {
    const refusal = { code: 'link.invalid', message: 'This link was used already.', hint: 'Ask for a new one.' };
    expect(refusalWords(refusal, 'en')).toEqual({ message: refusal.message, hint: refusal.hint });
  });

  it('shows nothing of an engine’s own words', () => {
    const failure = { code: 'engine.failed', message: 'the engine failed with status 500: CUDA error in /srv' };
    expect(refusalWords(failure, 'en').message).not.toContain('CUDA');
  });

  it('is shown as it is where the page has no words for it', () => {
    const refusal = { code: 'something.new', message: 'New.', hint: null };
    expect(refusalWords(refusal, 'ko')).toEqual({ message: 'New.', hint: null });
  });
});
