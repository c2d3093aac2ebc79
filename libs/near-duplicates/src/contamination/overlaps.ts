import { eachGram, GRAM_WEIGHT, LEAST_WEIGHT } from './grams.ts';
import { GramTable } from './gram-table.ts';
import { bareText, tokensOf, type Tokens } from './tokens.ts';

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

interface Read extends Tokens {
  readonly text: string;
  readonly weight: number;
}

interface Run {
  readonly item: number;
  readonly start: number;
  readonly itemStart: number;
  readonly length: number;
}

/** Finds runs of 13 words or 24 syllables, and whole short items, that a text shares with evaluation items. */
export class OverlapIndex {
  private readonly items: readonly Read[];
  private readonly grams: GramTable;
  private readonly wholes: GramTable;

  constructor(texts: readonly string[]) {
    this.items = texts.map(read);
    this.grams = new GramTable(this.items.reduce((sum, { hashes }) => sum + hashes.length, 0));
    this.wholes = new GramTable(this.items.length);
    for (const [number, item] of this.items.entries()) this.add(item, number);
  }

  /** The longest shared stretches, in the order of the text; one that goes on is one. */
  find(text: string): Overlap[] {
    const row = read(text);
    const runs: Run[] = [];
    const seek = (table: GramTable, weight: number, isEnough: (run: Run) => boolean): void =>
      eachGram(row, weight, (start, hash) =>
        table.each(hash, (item, itemStart) => {
          if (runs.some((run) => isPartOf(run, item, start, itemStart))) return;
          const run = { item, start, itemStart, length: this.sharedFrom(row, start, item, itemStart) };
          if (isEnough(run) && this.isSame(row, run)) runs.push(run);
        }),
      );
    seek(this.grams, GRAM_WEIGHT, ({ length }) => length > 0);
    seek(this.wholes, LEAST_WEIGHT, ({ item, length }) => length === this.items[item]?.hashes.length);
    return runs.sort((a, b) => a.start - b.start || a.item - b.item).map((run) => this.overlapOf(row, run));
  }

  private add(item: Read, number: number): void {
    if (item.weight >= GRAM_WEIGHT) {
      eachGram(item, GRAM_WEIGHT, (start, hash) => {
        this.grams.add(hash, number, start);
      });
      return;
    }
    eachGram(item, LEAST_WEIGHT, (start, hash) => {
      if (start === 0) this.wholes.add(hash, number, 0);
    });
  }

  /** How many tokens from the two places on are the same. */
  private sharedFrom(row: Tokens, start: number, number: number, itemStart: number): number {
    const item = this.items[number]?.hashes ?? new Uint32Array();
    const most = Math.min(row.hashes.length - start, item.length - itemStart);
    let length = 0;
    while (length < most && row.hashes[start + length] === item[itemStart + length]) length += 1;
    return length;
  }

  /** Hashes of tokens may agree by chance; what they stand for must be the same. */
  private isSame(row: Read, run: Run): boolean {
    const { text, itemText } = this.stretch(row, run);
    return bareText(text) === bareText(itemText);
  }

  private overlapOf(row: Read, run: Run): Overlap {
    const item = this.items[run.item];
    const { itemText: _, ...stretch } = this.stretch(row, run);
    const shared = item?.weights
      .subarray(run.itemStart, run.itemStart + run.length)
      .reduce((sum, weight) => sum + weight, 0);
    return { item: run.item, ...stretch, share: (shared ?? 0) / (item?.weight ?? 1) };
  }

  private stretch(row: Read, { item: number, start: first, itemStart: itemFirst, length }: Run) {
    const item = this.items[number] ?? row;
    const [start, end] = [row.starts[first] ?? 0, row.ends[first + length - 1] ?? 0];
    const [itemStart, itemEnd] = [item.starts[itemFirst] ?? 0, item.ends[itemFirst + length - 1] ?? 0];
    return {
      text: row.text.slice(start, end),
      start,
      end,
      itemText: item.text.slice(itemStart, itemEnd),
      itemStart,
      itemEnd,
    };
  }
}

function read(given: string): Read {
  const text = given.normalize('NFC');
  const tokens = tokensOf(text);
  return { text, ...tokens, weight: tokens.weights.reduce((sum, weight) => sum + weight, 0) };
}

function isPartOf(run: Run, item: number, start: number, itemStart: number): boolean {
  const into = start - run.start;
  return run.item === item && into >= 0 && into < run.length && itemStart - run.itemStart === into;
}
