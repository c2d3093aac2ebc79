// Leftovers of web pages in prose. A text that speaks of markup keeps all of it: there it is the subject.

const SIMPLE = 'br|p|div|center|b|i|em|strong|u|s|span|font|small|big|a|ul|ol|li|hr';
const SUBJECT = new RegExp(
  String.raw`\b(?:x?html5?|xml|svg|css|jsx|tsx|dom|entit(?:y|ies)|escap\w*|tags?|markup|browser|vue|react)\b` +
    `|엔티티|이스케이프|태그|마크업|브라우저|웹 ?페이지|리액트` +
    String.raw`|&(?:amp;)*lt;[/!]?[a-z]|<[/!]?(?!(?:${SIMPLE})(?:\s[^<>]*)?/?>)[a-z]`,
  'i',
);

/** Whether tags and entities are what the text is about, or of a kind that prose does not leave behind. */
export function speaksOfMarkup(text: string): boolean {
  return SUBJECT.test(text);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  middot: '·',
  bull: '•',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  times: '×',
  divide: '÷',
  plusmn: '±',
  larr: '←',
  rarr: '→',
  uarr: '↑',
  darr: '↓',
  euro: '€',
  won: '₩',
  yen: '¥',
  pound: '£',
  sect: '§',
  para: '¶',
  le: '≤',
  ge: '≥',
  ne: '≠',
};

const ENTITY = /&(?:amp;)*(?:#(\d{2,7})|#[xX]([0-9a-fA-F]{2,6})|([a-zA-Z]{2,8}));/g;
const BREAK = /^([ \t]*\|.*)|<(?:br|hr)\s*\/?>/gim;
const BLOCK = /<\/?(?:p|div|center)(?:\s[^<>]{0,200})?>/gi;
const LIST = /<\/?(?:ul|ol)(?:\s[^<>]{0,200})?>|<\/li>/gi;
const ITEM = /<li(?:\s[^<>]{0,200})?>/gi;
const INLINE = /<(\/?)(b|i|em|strong|u|s|span|font|small|big|a)(?:\s[^<>]{0,200})?>/gi;

export function cleanMarkup(piece: string): { text: string; places: number } {
  let places = 0;
  const by = (replacement: string) => (): string => {
    places++;
    return replacement;
  };
  let text = piece.replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
    const char = name === undefined ? fromCode(decimal, hex) : NAMED[name];
    if (char === undefined) return entity;
    places++;
    return char;
  });
  if (!text.includes('<')) return { text, places };

  // A line break inside a table's cell has no other way to be written.
  text = text.replace(BREAK, (found: string, row?: string) => (row === undefined ? by('\n')() : found));
  if (/<\/(?:p|div|center)>/i.test(text)) text = text.replace(BLOCK, by('\n\n'));
  if (/<\/li>/i.test(text)) text = text.replace(ITEM, by('\n- ')).replace(LIST, by('\n'));
  const paired = pairedTags(text);
  if (paired.size > 0) {
    text = text.replace(INLINE, (tag: string, _close: string, name: string) =>
      paired.has(name.toLowerCase()) ? by('')() : tag,
    );
  }
  return { text, places };
}

function fromCode(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
  const isCharacter =
    (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0xd800) || (code > 0xdfff && code <= 0x10ffff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

/** Names with as many ends as beginnings: `List<B>` has none. */
function pairedTags(text: string): Set<string> {
  const open = new Map<string, number>();
  const met = new Set<string>();
  for (const [, close, name] of text.matchAll(INLINE)) {
    const key = (name ?? '').toLowerCase();
    if (close === '/') met.add(key);
    open.set(key, (open.get(key) ?? 0) + (close === '/' ? -1 : 1));
  }
  return new Set([...met].filter((name) => open.get(name) === 0));
}
