// Owns the cutting of documents into pieces, and turns made of a piece by the recipe's template.
import { isUtf8 } from 'node:buffer';
import { basename, extname } from 'node:path';

import { AppError } from '@naru/contracts';

import { Fault, type RawRecord } from '../result.ts';
import type { ReadLimits, Template } from '../source.ts';
import { encodingFault } from './json-value.ts';
import { LineCutter, tooLongReason } from './line-cutter.ts';

const FIELDS = ['title', 'heading', 'file', 'text'] as const;
type Field = (typeof FIELDS)[number];

/** @throws AppError `config.invalid` for a template that names what there is not */
export function requireTemplate(template: Template): void {
  for (const text of [template.user, template.assistant, template.system ?? '']) {
    for (const [whole, name = ''] of text.matchAll(/\{([\p{L}\w.$-]*)\}/gu)) {
      if (FIELDS.includes(name as Field)) continue;
      throw new AppError('config.invalid', `The template names ${whole}, which a document does not have.`, {
        hint: `It may name ${FIELDS.map((field) => `{${field}}`).join(', ')}.`,
      });
    }
  }
  if (!`${template.user}${template.assistant}`.includes('{text}')) {
    throw new AppError('config.invalid', 'The template names {text} in neither turn, so that all rows would be alike.');
  }
}

export interface DocumentOptions {
  readonly template: Template;
  /** As the source names the file. */
  readonly file: string;
  readonly encoding: string;
  readonly limits: Pick<ReadLimits, 'maxRowBytes'>;
}

interface Piece {
  readonly line: number;
  readonly heading: string;
  readonly text: string;
}

/** The pieces of one document as records with messages. */
export async function* documentRecords(
  chunks: AsyncIterable<Buffer>,
  options: DocumentOptions,
): AsyncGenerator<RawRecord[]> {
  const pieces = new Pieces(options);
  const { maxRowBytes } = options.limits;
  const cutter = new LineCutter({
    maxRowBytes,
    tooLong: (line, bytes) => pieces.fault(line, tooLongReason(bytes, maxRowBytes)),
  });
  const take = (bytes: Buffer, start: number, end: number, line: number): void => {
    const raw = bytes.subarray(start, end);
    if (isUtf8(raw)) pieces.line(raw.toString('utf8'), line);
    else pieces.refuse(line, encodingFault(raw, options.encoding));
  };
  for await (const chunk of chunks) {
    cutter.take(chunk, take);
    yield pieces.records();
  }
  cutter.rest(take);
  pieces.close();
  yield pieces.records();
}

const DEFAULT_CHARACTERS = 4000;

class Pieces {
  readonly #options: DocumentOptions;
  readonly #cut: NonNullable<Template['cut']>;
  readonly #maxCharacters: number;
  #records: RawRecord[] = [];
  #title = '';
  #heading = '';
  #lines: string[] = [];
  #characters = 0;
  #start = 0;
  #fence = '';

  constructor(options: DocumentOptions) {
    const { cut = 'headings', maxCharacters = DEFAULT_CHARACTERS } = options.template;
    this.#options = options;
    this.#cut = cut;
    this.#maxCharacters = cut === 'none' ? Math.floor(options.limits.maxRowBytes / 3) : maxCharacters;
  }

  records(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  fault(line: number, reason: string): void {
    this.refuse(line, new Fault(undefined, reason));
  }

  refuse(line: number, value: Fault): void {
    this.#records.push({ line, value });
  }

  line(text: string, line: number): void {
    const heading = this.#fence === '' ? /^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/.exec(text)?.[1] : undefined;
    this.#followFence(text);
    if (heading !== undefined) {
      if (this.#cut === 'headings') this.close();
      if (this.#title === '') this.#title = heading;
      this.#heading = heading;
      if (this.#cut === 'headings') return; // the template says where it goes
    }
    const isBreak = text.trim() === '' && this.#fence === '';
    const long = this.#characters + text.length > this.#maxCharacters;
    if (long && this.#cut === 'none') {
      this.fault(line, 'is a document too long to be one row; cut it by headings or length');
      this.#lines = [];
      this.#characters = 0;
      return;
    }
    if (long || (isBreak && this.#characters > this.#maxCharacters / 2)) this.close();
    if (this.#lines.length === 0 && isBreak) return;
    if (this.#lines.length === 0) this.#start = line;
    this.#lines.push(text);
    this.#characters += text.length + 1;
  }

  close(): void {
    const text = this.#lines.join('\n').trim();
    if (text !== '') this.#add({ line: this.#start, heading: this.#heading, text });
    this.#lines = [];
    this.#characters = 0;
  }

  #add(piece: Piece): void {
    const { file, template } = this.#options;
    const name = basename(file, extname(file));
    const title = this.#title === '' ? name : this.#title;
    const values: Record<Field, string> = {
      title,
      heading: piece.heading === '' ? title : piece.heading,
      file: name,
      text: piece.text,
    };
    const fill = (text: string): string =>
      text.replace(/\{(title|heading|file|text)\}/g, (_, field: string) => values[field as Field]);
    const messages = [
      ...(template.system === undefined ? [] : [{ role: 'system', content: fill(template.system) }]),
      { role: 'user', content: fill(template.user) },
      { role: 'assistant', content: fill(template.assistant) },
    ];
    this.#records.push({ line: piece.line, value: { messages } });
  }

  // https://spec.commonmark.org/0.31.2/#fenced-code-blocks
  #followFence(text: string): void {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text);
    if (mark === null) return;
    const [, fence = '', after = ''] = mark;
    if (this.#fence === '') this.#fence = fence;
    else if (fence.startsWith(this.#fence) && after.trim() === '') this.#fence = '';
  }
}
