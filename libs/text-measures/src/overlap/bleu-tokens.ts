import { withoutEndingSpaces, withoutSpaces, wordsOf } from './spaces.ts';

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

/** Words and signs as mteval-v13a does, and sacrebleu after it. */
export function tokens13a(text: string): string[] {
  let line = withoutEndingSpaces(text).replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  for (const [entity, sign] of ENTITIES) line = line.replaceAll(entity, sign);
  return wordsOf(
    ` ${line} `
      .replace(/([{-~[-` -&(-+:-@/])/gu, ' $1 ')
      .replace(/([^0-9])([.,])/gu, '$1 $2 ')
      .replace(/([.,])([^0-9])/gu, ' $1 $2')
      .replace(/([0-9])(-)/gu, '$1 $2 '),
  );
}

/** Every character that is no space. */
export function tokensOfCharacters(text: string): string[] {
  return Array.from(withoutSpaces(text));
}
