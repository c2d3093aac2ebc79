import { romanized } from './romanized.ts';

const LONGEST = 64;

/** A name as recipes take it, of what a person wrote; empty where nothing of it can be kept. */
export function slug(words: string): string {
  return romanized(words)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\.(jsonl|json|csv|tsv|parquet|txt|md|gz|zst)\b/g, '')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, LONGEST);
}

/** The name, or the first of name-2, name-3, … that is free; it is taken then. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name.slice(0, LONGEST - 5)}-${count}`;
  taken.add(free);
  return free;
}
