import { GRAM_WEIGHT, gramsOf, LEAST_WEIGHT, nextLookup } from './grams.ts';
import { GramTable, NONE } from './gram-table.ts';
import { bareText, copied, tokensOf, weightOf, type Tokens } from './tokens.ts';

/** A stretch of a text that stands in an evaluation item too. Places are in the composed (NFC) texts. */
export interface Overlap {
  /** The item's number. */
  readonly item: number;
  /** The shared stretch as it stands in the text. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly itemStart: number;
  readonly itemEnd: number;
  /** How much of the item this is, from 0 to 1. */
  readonly share: number;
}

interface Read {
  readonly text: string;
  readonly tokens: Tokens;
}

/** Places are numbers of tokens. */
interface Run {
  readonly item: number;
  readonly start: number;
  readonly end: number;
  readonly itemStart: number;
  readonly itemEnd: number;
}

/** Finds runs of 13 words or 24 syllables, and whole short items, that a text shares with evaluation items. */
export class OverlapIndex {
  private readonly items: readonly Read[];
  private readonly grams: GramTable;
  /** Items shorter than a stretch, by their first gram. */
  private readonly wholes: GramTable;

  constructor(texts: readonly string[]) {
    this.items = texts.map((given) => {
      const { text, tokens } = read(given);
      return { text, tokens: copied(tokens) };
    });
    this.grams = new GramTable(this.items.reduce((sum, { tokens }) => sum + tokens.hashes.length, 0));
    this.wholes = new GramTable(this.items.length);
    for (const [number, { tokens }] of this.items.entries()) this.add(tokens, number);
  }

  /** The longest shared stretches, in the order of the text; one that goes on is one. */
  find(given: string): Overlap[] {
    const row = read(given);
    const grams = gramsOf(row.tokens);
    const runs: Run[] = [];
    for (let start = 0; start < grams.length; start = nextLookup(row.tokens, start)) {
      this.lookUp(this.grams, grams[start] ?? 0, row, start, runs);
    }
    for (let start = 0; start < grams.length && !this.wholes.isEmpty; start += 1) {
      this.lookUp(this.wholes, grams[start] ?? 0, row, start, runs);
    }
    return runs.sort((a, b) => a.start - b.start || a.item - b.item).map((run) => this.overlapOf(row, run));
  }

  private add(tokens: Tokens, number: number): void {
    const grams = gramsOf(tokens);
    if (weightOf(tokens, 0, tokens.hashes.length) < GRAM_WEIGHT) {
      if (grams[0] !== undefined) this.wholes.add(grams[0], number, 0);
      return;
    }
    for (const [start, hash] of grams.entries()) this.grams.add(hash, number, start);
  }

  private lookUp(table: GramTable, hash: number, row: Read, start: number, runs: Run[]): void {
    for (let entry = table.first(hash); entry !== NONE; entry = table.after(entry)) {
      const [item, itemStart] = [table.itemOf(entry), table.startOf(entry)];
      if (runs.some((run) => isWithin(run, item, start, itemStart))) continue;
      const run = this.runAround(row, start, item, itemStart);
      if (run !== undefined) runs.push(run);
    }
  }

  /** The whole run of shared tokens around two places, if it is long enough and truly shared. */
  private runAround(row: Read, start: number, number: number, itemStart: number): Run | undefined {
    const item = this.itemOf(number);
    const [mine, theirs] = [row.tokens.hashes, item.tokens.hashes];
    const isSame = (offset: number): boolean => {
      const hash = mine[start + offset];
      return hash !== undefined && hash === theirs[itemStart + offset];
    };
    let [from, to] = [0, 0];
    while (isSame(from - 1)) from -= 1;
    while (isSame(to)) to += 1;
    const run = {
      item: number,
      start: start + from,
      end: start + to,
      itemStart: itemStart + from,
      itemEnd: itemStart + to,
    };
    const weight = weightOf(item.tokens, run.itemStart, run.itemEnd);
    const isWhole = to - from === theirs.length && weight >= LEAST_WEIGHT;
    if (weight < GRAM_WEIGHT && !isWhole) return undefined;
    // Hashes of tokens may agree by chance; what they stand for must be the same.
    const { text } = stretch(row, run.start, run.end);
    return bareText(text) === bareText(stretch(item, run.itemStart, run.itemEnd).text) ? run : undefined;
  }

  private overlapOf(row: Read, run: Run): Overlap {
    const item = this.itemOf(run.item);
    const inItem = stretch(item, run.itemStart, run.itemEnd);
    const whole = weightOf(item.tokens, 0, item.tokens.hashes.length);
    return {
      item: run.item,
      ...stretch(row, run.start, run.end),
      itemStart: inItem.start,
      itemEnd: inItem.end,
      share: weightOf(item.tokens, run.itemStart, run.itemEnd) / whole,
    };
  }

  private itemOf(number: number): Read {
    const item = this.items[number];
    if (item === undefined) throw new RangeError(`there is no item ${number}`);
    return item;
  }
}

function read(given: string): Read {
  const text = given.normalize('NFC');
  return { text, tokens: tokensOf(text) };
}

function stretch({ text, tokens }: Read, first: number, end: number): { text: string; start: number; end: number } {
  const start = tokens.starts[first] ?? 0;
  const to = tokens.ends[end - 1] ?? start;
  return { text: text.slice(start, to), start, end: to };
}

function isWithin(run: Run, item: number, start: number, itemStart: number): boolean {
  return run.item === item && start >= run.start && start < run.end && itemStart - run.itemStart === start - run.start;
}
