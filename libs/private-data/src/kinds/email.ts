import type { Hit, TextRule } from '../kinds.ts';
import { Clue } from '../folded.ts';

// RFC 5322 3.2.3, less what stands around addresses in prose far more often than in them (' * / = ? ` { | } ~ # $ & ! ^).
const LOCAL = /[A-Za-z0-9._%+-]/;
const DOMAIN =
  /(?:[가-힣]{1,20}\.(?=[A-Za-z가-힣]))?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59}|한국)/y;
/** `logo@2x.png`: the second half of a file's name, not a host. */
const FILES =
  /\.(?:png|jpe?g|gif|svg|webp|js|ts|tsx|jsx|css|scss|json|ya?ml|py|md|txt|html?|map|lock|gguf|bin|zip|t?gz|tar|whl|jar|pdf|csv|log|mp[34]|so|dll|exe)$/i;
/** Accounts of programs that are part of a tool's address and belong to nobody. */
const TOOLS = /^(?:git|hg|svn)$/i;
const SPELLED =
  /([A-Za-z0-9][A-Za-z0-9._%+-]{0,63}) ?(?:\[at\]|\(at\)|\{at\}|<at>|\(골뱅이\)|골뱅이) ?((?:[A-Za-z0-9-]{1,63} ?(?:\.|\[dot\]|\(dot\)|\(점\)) ?)+[A-Za-z]{2,24})/gi;

/**
 * E-mail addresses, RFC 5321 4.1.2 and RFC 5322 3.4.1, with a domain of at least two labels whose last has no digit.
 *
 * Addresses at reserved domains (RFC 2606: `user@example.com` in code) are found too: nobody is hurt when one is
 * replaced, and one rule fewer can be wrong. A remote of git (`git@host:path`), a scope of npm (`@scope/name`), a
 * decorator, and what stands before the `@` of a URL's password are none.
 */
export const email: TextRule = {
  kind: 'email',
  clues: Clue.at,
  in(text) {
    const hits: Hit[] = [];
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      const hit = addressAround(text, at);
      if (hit !== undefined) hits.push(hit);
    }
    return hits;
  },
};

/** `hong [at] example.com`, `hong골뱅이example.com`: an address that hides from programs. */
export const spelledEmail: TextRule = {
  kind: 'email',
  clues: 0,
  in(text) {
    if (!/[[({<]at[\])}>]|골뱅이/i.test(text)) return [];
    return [...text.matchAll(SPELLED)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      why: 'form',
    }));
  },
};

function addressAround(text: string, at: number): Hit | undefined {
  let start = at;
  while (start > 0 && at - start < 64 && LOCAL.test(text.charAt(start - 1))) start--;
  while (start < at && '.-+%'.includes(text.charAt(start))) start++;
  const local = text.slice(start, at);
  if (local === '' || local.endsWith('.') || TOOLS.test(local) || isPassword(text, start)) return undefined;
  DOMAIN.lastIndex = at + 1;
  if (!DOMAIN.test(text)) return undefined;
  const end = DOMAIN.lastIndex;
  const domain = text.slice(at + 1, end);
  if (!domain.includes('.') || FILES.test(domain) || /[0-9_]/.test(text.charAt(end))) return undefined;
  return { start, end, why: 'form' };
}

/** `postgres://user:password@host`: the rule of secrets takes it. */
function isPassword(text: string, start: number): boolean {
  if (text.charAt(start - 1) !== ':') return text.slice(Math.max(0, start - 3), start) === '://';
  return /:\/\/[^\s/@]*:$/.test(text.slice(Math.max(0, start - 80), start));
}
