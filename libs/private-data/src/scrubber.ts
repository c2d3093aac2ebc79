import { findPrivateData, type FindOptions } from './find-private-data.ts';
import type { Find, Kind } from './kinds.ts';

const PLACEHOLDER = /\[([A-Z]+(?:_[A-Z]+)*(?:4|6)?)_(\d{1,6})\]/g;

export interface Scrubbed {
  readonly text: string;
  /** Offsets in the text as it was given. */
  readonly finds: readonly Find[];
}

/**
 * Replaces what is private in the texts of one conversation by typed placeholders: `[EMAIL_1]`, `[PHONE_2]`. The same
 * value gets the same placeholder however it is written (`+82 10-…` and `010…`); kinds are numbered apart, in the order
 * in which they appear. Placeholders stay as they are, so that scrubbing twice changes nothing.
 *
 * Make one for each conversation: it holds the values that it has seen.
 */
export class Scrubber {
  readonly #options: FindOptions;
  readonly #numbers = new Map<string, number>();
  readonly #last = new Map<string, number>();

  constructor(options: FindOptions = {}) {
    this.#options = options;
  }

  scrub(text: string): Scrubbed {
    this.#keepPlaceholders(text);
    const finds = findPrivateData(text, this.#options);
    if (finds.length === 0) return { text, finds };
    let scrubbed = '';
    let from = 0;
    for (const { kind, start, end } of finds) {
      scrubbed += text.slice(from, start) + this.#placeholder(kind, text.slice(start, end));
      from = end;
    }
    return { text: scrubbed + text.slice(from), finds };
  }

  #placeholder(kind: Kind, value: string): string {
    const name = kind.toUpperCase().replaceAll('-', '_');
    const key = `${name} ${sameValue(kind, value)}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = (this.#last.get(name) ?? 0) + 1;
      this.#last.set(name, number);
      this.#numbers.set(key, number);
    }
    return `[${name}_${number}]`;
  }

  /** Numbers that stand in the text already are taken. */
  #keepPlaceholders(text: string): void {
    if (!text.includes('[')) return;
    for (const [, name = '', number = ''] of text.matchAll(PLACEHOLDER)) {
      this.#last.set(name, Math.max(this.#last.get(name) ?? 0, Number(number)));
    }
  }
}

/** All texts of one conversation. Placeholders that already stand anywhere in it keep their meaning. */
export function scrubConversation(texts: readonly string[], options: FindOptions = {}): Scrubbed[] {
  const scrubber = new Scrubber(options);
  const standing = texts.flatMap((text) => text.match(PLACEHOLDER) ?? []);
  if (standing.length > 0) scrubber.scrub(standing.join(' '));
  return texts.map((text) => scrubber.scrub(text));
}

/** What two ways to write one value have in common. */
function sameValue(kind: Kind, value: string): string {
  const plain = value.normalize('NFKC');
  switch (kind) {
    case 'email':
    case 'ipv6':
    case 'passport':
      return plain.toLowerCase().replaceAll(' ', '');
    case 'mac':
      return plain.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
    case 'phone':
      return plain.replaceAll(/\D/g, '').replace(/^(?:00(?:1|2|700)?)?820?(?=\d{8})/, '0');
    case 'resident-number':
    case 'foreigner-number':
    case 'business-number':
    case 'card':
      return plain.replaceAll(/\D/g, '');
    case 'driver-licence':
    case 'bank-account':
      return plain.replaceAll(/[^\p{L}\d]/gu, '');
    case 'ipv4':
    case 'secret':
      return plain;
    case 'address':
      return plain.replaceAll(/[\s,]+/g, ' ');
  }
}
