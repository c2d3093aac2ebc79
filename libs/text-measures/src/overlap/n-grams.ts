/** How often each n-gram stands in a text. */
export type NGrams = ReadonlyMap<string, number>;

/** N-grams of `order` tokens; a token holds no space. */
export function nGramsOf(tokens: readonly string[], order: number, glue = ' '): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= tokens.length; at += 1) {
    let gram = tokens[at] ?? '';
    for (let next = at + 1; next < at + order; next += 1) gram += glue + (tokens[next] ?? '');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** N-grams of characters: code points, so that an emoji is one. */
export function characterNGrams(text: string, order: number): Map<string, number> {
  if (SURROGATE.test(text)) return nGramsOf(Array.from(text), order, '');
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= text.length; at += 1) {
    const gram = text.slice(at, at + order);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

const SURROGATE = /[\ud800-\udfff]/;

/** How many n-grams stand in both, each as often as in the one that has it less. */
export function shared(one: NGrams, other: NGrams): number {
  let count = 0;
  for (const [gram, times] of one) count += Math.min(times, other.get(gram) ?? 0);
  return count;
}

export function total(grams: NGrams): number {
  let count = 0;
  for (const times of grams.values()) count += times;
  return count;
}
