import { isUtf8 } from 'node:buffer';

import { Fault, FileFault, shown, type RawRecord } from '../result.ts';
import { hasForm } from '../shapes/forms.ts';
import type { ReadLimits, SourceConfig } from '../source.ts';
import { CsvCutter, type CsvRecord } from './csv-cutter.ts';
import { encodingFault } from './json-value.ts';
import { tooLongReason } from './line-cutter.ts';

export interface CsvSource {
  readonly delimiter: string;
  readonly encoding: string;
  readonly limits: Pick<ReadLimits, 'maxRowBytes' | 'maxColumns'>;
  readonly source: Pick<SourceConfig, 'columns'>;
  /** Keys that a form may want; other columns are not kept. */
  readonly keys: ReadonlySet<string>;
}

/** Records of a table as objects by its header's names. Cells are text and nothing else: `=1+1` stays `=1+1`. */
export async function* csvRecords(chunks: AsyncIterable<Buffer>, options: CsvSource): AsyncGenerator<RawRecord[]> {
  const table = new Table(options);
  const cutter = new CsvCutter(
    { delimiter: options.delimiter.charCodeAt(0), maxRowBytes: options.limits.maxRowBytes },
    table,
  );
  for await (const chunk of chunks) {
    cutter.add(chunk);
    while (cutter.step()) yield table.records();
    yield table.records();
  }
  while (cutter.step(true)) yield table.records();
  yield table.records();
}

interface Column {
  readonly name: string;
  readonly index: number;
}

class Table {
  readonly #options: CsvSource;
  #records: RawRecord[] = [];
  #header: readonly string[] | undefined;
  #columns: readonly Column[] = [];

  constructor(options: CsvSource) {
    this.#options = options;
  }

  records(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  fault = (line: number, reason: string): void => {
    this.#records.push({ line, value: new Fault(undefined, reason) });
  };

  tooLong = (line: number): void => {
    const { maxRowBytes } = this.#options.limits;
    this.fault(line, tooLongReason(maxRowBytes, maxRowBytes).replace('has', 'has more than'));
  };

  record = (record: CsvRecord): void => {
    const { bytes, start, end, line } = record;
    const raw = bytes.subarray(start, end);
    if (!isUtf8(raw)) this.#records.push({ line, value: encodingFault(raw, this.#options.encoding) });
    else if (this.#header === undefined) this.#takeHeader(record);
    else this.#takeRow(record, this.#header);
  };

  #takeHeader(record: CsvRecord): void {
    const { maxColumns } = this.#options.limits;
    if (record.cells === 1 && /^(\ufeff)?sep=.$/i.test(record.cell(0))) return; // what Excel writes for itself
    if (record.cells === 2 && /^sep=$/i.test(record.cell(0)) && record.cell(1) === '') return;
    if (record.cells > maxColumns) {
      throw new FileFault(`has ${record.cells} columns; at most ${maxColumns} are read`, { line: record.line });
    }
    const header = Array.from({ length: record.cells }, (_, index) => nameOf(record.cell(index)));
    const wanted = (name: string): boolean => this.#options.keys.has(name);
    this.#columns = header.map((name, index) => ({ name, index })).filter(({ name }) => wanted(name));
    const twice = this.#columns.find(({ name, index }) => header.indexOf(name) !== index);
    if (twice !== undefined) throw new FileFault(`has two columns named ${shown(twice.name)}`, { line: record.line });
    if (!hasForm(header, this.#options.source.columns)) throw noForm(header, record.line);
    this.#header = header;
  }

  #takeRow(record: CsvRecord, header: readonly string[]): void {
    const { line, cells } = record;
    if (cells !== header.length) {
      const has = `has ${cells} ${cells === 1 ? 'cell' : 'cells'}, and the header ${header.length}`;
      this.fault(line, `${has}; a text with a delimiter or a line end in it needs quotes`);
      return;
    }
    const value: Record<string, string> = {};
    for (const { name, index } of this.#columns) value[name] = record.cell(index);
    if (this.#columns.every(({ name }) => isName(value[name] ?? '', name))) {
      this.fault(line, 'is the header once more');
    } else this.#records.push({ line, value });
  }
}

const isName = (cell: string, name: string): boolean => cell.length <= name.length * 3 + 9 && nameOf(cell) === name;

const nameOf = (cell: string): string =>
  cell
    .replace(/^\ufeff/, '')
    .trim()
    .normalize('NFC');

function noForm(header: readonly string[], line: number): FileFault {
  const names = header.slice(0, 8).map((name) => `\`${shown(name)}\``);
  const more = header.length > names.length ? ', …' : '';
  return new FileFault(
    `its columns are ${names.join(', ')}${more}: say which are which in the recipe, as in \`columns: {user: ${shown(header[0] ?? '')}, assistant: ${shown(header[1] ?? '…')}}\``,
    { line },
  );
}
