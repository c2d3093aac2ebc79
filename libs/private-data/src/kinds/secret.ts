import { Clue } from '../folded.ts';
import type { Hit, TextRule } from '../kinds.ts';

/**
 * Keys that are known by their beginning, as their issuers document them: OpenAI and Anthropic, AWS access keys, GitHub
 * (`gh?_` and fine-grained), GitLab, Slack tokens and webhooks, Google API keys, OAuth tokens and client secrets,
 * Hugging Face, npm, Stripe, SendGrid, and JSON Web Tokens (RFC 7519).
 */
const KEYS =
  /(?<![A-Za-z0-9_-])(?:sk-[A-Za-z0-9_-]{20,}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|eyJ[A-Za-z0-9_-]{8,1000}\.eyJ[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]+)?|(?<=hooks\.slack\.com\/services\/)T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+)/g;
/** RFC 6750 2.1, RFC 7617: what follows the scheme. */
const BEARER = /\b(?:Bearer[ :]+|Authorization["']?[ :=]+["']?(?:Basic|Token) +)([A-Za-z0-9._~+/-]{16,}={0,2})/gi;
/** RFC 7468. A block that is cut short goes on to the end of what could be its lines. */
const PRIVATE_KEY =
  /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----(?:[\s\S]{0,20000}?-----END \1-----|[A-Za-z0-9+/=\s]*)/g;
/** RFC 3986 3.2.1: the password in `scheme://user:password@host`. */
const IN_URL = /:\/\/[^\s:/@]{0,64}:([^\s/@]{3,128})@(?=[A-Za-z0-9[])/gi;
const ASSIGNED =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret(?:[_-]?(?:access[_-]?)?key)?|(?:api|access|auth|private|encryption|signing)[_ -]?(?:key|token)|[_-](?:token|secret)|(?<![A-Za-z])pw|client[_-]?secret|credentials?|token|비밀 ?번호|패스워드|비번|암호|시크릿|인증 ?키|(?:API|액세스|접근) ?(?:키|토큰))["'`]?(?: ?(?:=>|:=|[=:])|>|(?<=--[A-Za-z-]{2,20})(?= )|(?<=비밀 ?번호|비번|패스워드|암호)\(|(?:는|은|가|를|을)| (?:is|was)(?= )|(?<=비밀 ?번호|비번|패스워드)(?= ))[ ]?(["'`]?)([!#$%&()*+./0-9:<=>?@A-Z[\\\]^_a-z{|}~-]{4,128})/gi;
const PLACEHOLDER =
  /^(?:[<{$%([*]|\.\.\.|x{3,}|your|my[-_]?(?:password|secret|token|key)|change|example|sample|dummy|placeholder|redacted|process\.|os\.|env|getenv|import|require|self\.|this\.|config|settings|secrets?\.|var\.|values\.|null|none|nil|true|false|undefined|string|str\b|int\b|bool|required|optional|https?:)/i;
/** No value goes on like this: a call, an index, a property, a type, a template. */
const EXPRESSION = /[()[\]{}<>$]|^[A-Za-z_]+(?:\.[A-Za-z_]+)+$|^[A-Za-z_-]+$|^\d{1,5}$|^[.~]{0,2}\/|\/.*\.[a-z]{1,5}$/;

/**
 * Keys, tokens, passwords. By the issuers' prefixes; behind `Bearer`; in a URL; private key blocks; and what is assigned
 * to a name such as `password` or 비밀번호: at least six characters with a digit or a sign among them. Names of variables,
 * calls, types and placeholders (`<password>`, `$PASSWORD`, `your-api-key`) are none.
 */
export const secret: TextRule = {
  kind: 'secret',
  clues: Clue.longToken,
  in(text) {
    const hits = all(text, KEYS, 0).filter(({ start, end }) => isVaried(text.slice(start, end)));
    if (text.includes('-----BEGIN ')) hits.push(...all(text, PRIVATE_KEY, 0));
    hits.push(
      ...all(text, BEARER, 1).filter(
        ({ start, end }) => /\d/.test(text.slice(start, end)) && isVaried(text.slice(start, end)),
      ),
    );
    return hits;
  },
};

/** Passwords are short, so nothing but the words before them tells that they are there. */
export const assignedSecret: TextRule = {
  kind: 'secret',
  clues: 0,
  in(text) {
    const hits: Hit[] = [];
    if (text.includes('://') && text.includes('@')) {
      hits.push(...all(text, IN_URL, 1).filter(({ start, end }) => !PLACEHOLDER.test(text.slice(start, end))));
    }
    if (!/pass|pwd?|secret|token|key|cred|비밀|비번|암호|패스워드|시크릿|키|토큰/i.test(text)) return hits;
    for (const match of text.matchAll(ASSIGNED)) {
      const value = (match[2] ?? '')
        .replace(/&[A-Za-z_]+=.*$|<.*$/, '')
        .replace(/[.!?:)\]}]+$/, (tail) => (/[!]/.test(tail) ? tail.replace(/[.:)\]}]+$/, '') : ''));
      const start = match.index + match[0].length - (match[2] ?? '').length;
      if (isPassword(value)) hits.push({ start, end: start + value.length, why: 'word' });
    }
    return hits;
  },
};

function all(text: string, pattern: RegExp, group: 0 | 1): Hit[] {
  return [...text.matchAll(pattern)].map((match) => {
    const value = match[group] ?? '';
    const start = match.index + match[0].lastIndexOf(value);
    return { start, end: start + value.length, why: 'form' };
  });
}

function isPassword(value: string): boolean {
  if (value.length < 6 || PLACEHOLDER.test(value) || EXPRESSION.test(value)) return false;
  return isVaried(value) && /[^A-Za-z]/.test(value);
}

/** `sk-xxxxxxxxxxxxxxxxxxxxxxxx` and `hf_000000…` show where a key would stand. */
function isVaried(value: string): boolean {
  return new Set(value.slice(3)).size >= 4 && !/x{6,}|your|example|\.{3}/i.test(value);
}
