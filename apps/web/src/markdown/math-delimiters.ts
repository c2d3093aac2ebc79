// Owns what counts as LaTeX in an answer. Does not know how it is drawn.

const CODE = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/;
// Pandoc's rule, so that "$5 and $10" stays money: no space inside the dollars, no digit after them.
const DOLLARS = /(?<![\\$])\$(?![\s$])((?:[^$\n\\]|\\.)*?)(?<![\s\\])\$(?![\d$])/g;

/** Rewrites every way in which models write LaTeX into `$$…$$`, outside code. */
export function withMathDelimiters(markdown: string): string {
  if (!/[$\\]/.test(markdown)) return markdown;
  return markdown
    .split(CODE)
    .map((piece, index) => (index % 2 === 1 ? piece : rewritten(piece)))
    .join('');
}

function rewritten(text: string): string {
  return text
    .replace(/^\\\[([\s\S]+?)\\\]/gm, (_, math: string) => `\n$$\n${math.trim()}\n$$\n`)
    .replace(/\\\[(.+?)\\\]/g, (_, math: string) => `$$${math.trim()}$$`)
    .replace(/\\\((.+?)\\\)/g, (_, math: string) => `$$${math.trim()}$$`)
    .replace(DOLLARS, (_, math: string) => `$$${math}$$`);
}
