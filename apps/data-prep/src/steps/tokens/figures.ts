import type { Figure } from '../step.ts';
import type { TokensParameters } from './parameters.ts';
import type { Sum, Sums } from './sums.ts';

/** What the report shows: lengths, what training would cut, what is learned, what a syllable and a word cost. */
export function figuresOf(
  { all, by, forecast, lengths, refused }: Sums,
  { model, maxLength }: Pick<TokensParameters, 'model' | 'maxLength'>,
): Figure[] {
  const groups: (readonly [string, Sum])[] = [['all', all]];
  for (const kind of ['split', 'language', 'source'] as const) {
    const ordered = [...by[kind]].sort(([a], [b]) => (a < b ? -1 : 1));
    groups.push(...ordered.map(([name, sum]) => [`${kind} ${name}`, sum] as const));
  }
  return [
    { kind: 'histogram', title: `Tokens in a conversation, as ${model} counts them`, bins: lengths },
    {
      kind: 'table',
      title: 'What training would cut',
      heads: ['max_length', 'rows cut', 'of all', 'rows refused', 'learned tokens kept'],
      rows: forecast.map(({ length, cut, refused: lost, kept }) => [
        length === maxLength ? `${length} (asked for)` : String(length),
        cut,
        percent(cut, all.rows),
        lost,
        percent(kept, all.supervised),
      ]),
    },
    {
      kind: 'table',
      title: 'Tokens by split, language and source',
      heads: ['rows of', 'rows', 'tokens', 'learned', 'tokens a Hangul syllable', 'tokens a Latin word'],
      rows: groups.map(([name, sum]) => [name, ...cellsOf(sum)]),
    },
    ...(refused.size === 0
      ? []
      : [
          {
            kind: 'table' as const,
            title: 'Rows that training would refuse',
            heads: ['reason', 'rows', 'first'],
            rows: [...refused].map(([reason, { rows, first }]) => [reason, rows, first]),
          },
        ]),
  ];
}

const cellsOf = ({ rows, tokens, supervised, hangul, latin }: Sum): (string | number)[] => [
  rows,
  tokens,
  percent(supervised, tokens),
  ratio(hangul),
  ratio(latin),
];

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

const ratio = ({ tokens, units }: Sum['hangul']): string => (units === 0 ? '–' : (tokens / units).toFixed(2));
