import { endOfMatch } from '../around.ts';
import type { NumberRule } from '../kinds.ts';

const OCTETS =
  /(?:25[0-5]|2[0-4]\d|1\d{2}|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d{2}|[1-9]?\d)){3}(?!\d|\.\d|[A-Za-z_]|-(?!\d{1,3}\.\d)[A-Za-z0-9])/y;
const VERSION =
  /(?:version|release|build|rev(?:ision)?|\bver|\bv|버전|버젼|릴리스|릴리즈|빌드|펌웨어|firmware|driver|드라이버|section|chapter|목차|챕터|python|파이썬|java|자바|node|§|절|항|조항|장|제)[ .:=(]{0,3}$/i;
/** `Chrome/120.0.0.0`, `package@1.2.3.4`, `name-1.2.3.4.jar`: what is glued to a name is its version. */
const GLUED = /[A-Za-z][A-Za-z0-9+_]*[/_-]$/;
/** Where the numbers are as small as a version's, only such a word tells them apart. */
const NAMING =
  /\bIP\b|ip(?:v4)?[ _-]?(?:addr|주소)?[=: ]|아이피|주소|서버|호스트|host|server|ping|ssh|dns|:\/\/|게이트웨이|gateway/i;
const SMALL = /^\d(?:\.\d){3}$/;
const SECTION = /^ ?(?:같은 |이상 |이하 |이전 |이후 )?(?:버전|버젼|릴리스|절|항|장|조|판|version|release)/i;

/**
 * IPv4 addresses, RFC 791 in dotted decimal without leading zeros (RFC 6943 3.1.1).
 *
 * Loopback (127/8), `0.0.0.0` and masks (255.…) are the same on every machine and point to nobody: they stay. Private
 * and documentation ranges count like all others. What a word calls a version or a section is none.
 */
export const ipv4: NumberRule = {
  kind: 'ipv4',
  at(text, start, runEnd) {
    if (runEnd - start > 3 || text.charCodeAt(runEnd) !== 46) return undefined;
    const end = endOfMatch(OCTETS, text, start);
    if (end < 0 || /[\w.]/.test(text.charAt(start - 1))) return undefined;
    if (/^(?:127\.|0\.|255\.)/.test(text.slice(start, end))) return undefined;
    const before = text.slice(Math.max(0, start - 24), start);
    if (VERSION.test(before) || GLUED.test(before) || SECTION.test(text.slice(end, end + 9))) return undefined;
    const isVersion = SMALL.test(text.slice(start, end)) || (text.charAt(start - 1) === '@' && runEnd - start === 1);
    return isVersion && !NAMING.test(before) ? undefined : { start, end, why: 'form' };
  },
};
