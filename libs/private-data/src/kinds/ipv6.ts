import { Clue } from '../folded.ts';
import type { Hit, TextRule } from '../kinds.ts';

const PART = /[0-9A-Fa-f:.]/;
const GROUP = /^[0-9A-Fa-f]{1,4}$/;
const DOTTED = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const EUI_64 = /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){7}$/;

/**
 * IPv6 addresses, RFC 4291 2.2: eight groups, or fewer with one `::`, the last two perhaps dotted. Loopback `::1` and
 * `::` point to nobody and stay; `std::abs` and `a::b` are names of programs, so the short form needs a
 * digit; and a group of three, for `list[1::2]`.
 */
export const ipv6: TextRule = {
  kind: 'ipv6',
  clues: Clue.colons,
  in(text) {
    const hits: Hit[] = [];
    let from = 0;
    for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', from)) {
      let start = colon;
      while (start > from && PART.test(text.charAt(start - 1))) start--;
      let end = colon + 1;
      while (end < text.length && PART.test(text.charAt(end))) end++;
      from = end;
      while (text.charAt(end - 1) === '.' || (text.charAt(end - 1) === ':' && text.charAt(end - 2) !== ':')) end--;
      const isTouched = /[\w]/.test(text.charAt(start - 1)) || /\w/.test(text.charAt(end));
      if (!isTouched && isAddress(text.slice(start, end))) hits.push({ start, end, why: 'form' });
    }
    return hits;
  },
};

function isAddress(text: string): boolean {
  const halves = text.split('::');
  if (text.length < 4 || halves.length > 2 || EUI_64.test(text)) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const isDotted = last !== undefined && DOTTED.test(last);
  const count = groups.length + (isDotted ? 1 : 0);
  if (!groups.every((group, index) => GROUP.test(group) || (isDotted && index === groups.length - 1))) return false;
  return halves.length === 1 ? count === 8 : count >= 2 && count < 8 && /\d/.test(text) && /[0-9A-Fa-f]{3}/.test(text);
}
