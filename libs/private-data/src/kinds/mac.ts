import { Clue } from '../folded.ts';
import type { TextRule } from '../kinds.ts';

const MAC =
  /(?<![\w:-])(?:[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?:\1[0-9A-Fa-f]{2}){0,2}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?!\w|[:.-]\w)/g;
const WORD = /\bmac\b|맥 ?주소|물리|하드웨어 주소|ether|hwaddr|bluetooth|블루투스|bssid/i;

/**
 * MAC addresses: IEEE 802 (EUI-48, EUI-64) as six or eight pairs, or as three groups of four in Cisco's writing. All
 * zeros and all ones name no card. Digits alone are more often a moment in time and need a word such as MAC.
 */
export const mac: TextRule = {
  kind: 'mac',
  clues: Clue.pairs,
  in(text) {
    return [...text.matchAll(MAC)]
      .map(({ index, 0: value }) => ({ start: index, end: index + value.length, why: 'form' as const }))
      .filter(({ start, end }) => {
        const signs = text.slice(start, end).replaceAll(/[:.-]/g, '');
        if (/^(?:0+|[fF]+)$/.test(signs) || signs.length === 14) return false;
        return /[A-Fa-f]/.test(signs) || WORD.test(text.slice(Math.max(0, start - 30), start));
      });
  },
};
