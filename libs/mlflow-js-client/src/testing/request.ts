// Owns: reading a request of the fake. Stricter than MLflow, which drops what it cannot parse and answers 200.
import { invalid } from './fake-error.ts';

export interface FakeRequest {
  readonly method: string;
  /** Decoded once, as a server sees it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: Buffer;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly json?: object;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The fields of a request, from its query (GET) or its JSON body. */
export class Input {
  private readonly fields: Record<string, unknown>;
  private readonly where: string;

  constructor(fields: unknown, where = '') {
    if (typeof fields !== 'object' || fields === null) throw invalid(`Invalid value for parameter '${where}' supplied`);
    this.fields = fields as Record<string, unknown>;
    this.where = where;
  }

  static of(request: FakeRequest): Input {
    if (request.method === 'GET') return new Input(Object.fromEntries(request.query));
    return new Input(request.raw.length === 0 ? {} : (JSON.parse(request.raw.toString('utf8')) as unknown));
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw invalid(`Missing value for required parameter '${this.at(name)}'.`);
    return value;
  }

  text(name: string): string | undefined {
    const value = this.fields[name];
    if (value !== undefined && typeof value !== 'string') throw this.wrong(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.fields[name];
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (!Number.isSafeInteger(number)) throw this.wrong(name);
    return number as number;
  }

  double(name: string): number {
    const value = this.fields[name];
    if (value === undefined || value === null)
      throw invalid(`Missing value for required parameter '${this.at(name)}'.`);
    if (typeof value === 'number') return value;
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
    throw this.wrong(name);
  }

  list(name: string): Input[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) throw this.wrong(name);
    return value.map((item, index) => new Input(item, `${this.at(name)}[${index}]`));
  }

  texts(name: string): string[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw this.wrong(name);
    return value;
  }

  object(name: string): Input {
    return new Input(this.fields[name], this.at(name));
  }

  pairs(name: string): [key: string, value: string][] {
    return this.list(name).map((pair) => [pair.required('key'), pair.text('value') ?? '']);
  }

  at(name: string): string {
    return this.where === '' ? name : `${this.where}.${name}`;
  }

  private wrong(name: string): Error {
    return invalid(`Invalid value ${JSON.stringify(this.fields[name])} for parameter '${this.at(name)}' supplied`);
  }
}
