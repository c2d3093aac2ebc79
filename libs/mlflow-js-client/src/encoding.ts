// Owns: numbers as MLflow's JSON writes them, and typed reading of its answers.
import { MlflowProtocolError } from './errors.ts';

/** JSON has no NaN and no Infinity; protobuf's JSON mapping writes them as strings. */
export function encodeDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/**
 * A double as the server writes it.
 *
 * MLflow's SQL store keeps ±Infinity as ±Number.MAX_VALUE; these are read back as ±Infinity.
 */
export function decodeDouble(value: unknown, where: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || (Number.isNaN(number) && value !== 'NaN'))
    throw unexpected(where, 'a number', value);
  return Math.abs(number) === Number.MAX_VALUE ? number * Infinity : number;
}

/** An int64: protobuf's JSON writes a string, MLflow mostly a number. */
export function decodeInteger(value: unknown, where: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) throw unexpected(where, 'a whole number within 2^53', value);
  return number as number;
}

/** One JSON object of an answer, read field by field. Absent fields are protobuf's defaults. */
export class Fields {
  private readonly values: Record<string, unknown>;
  private readonly where: string;

  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw unexpected(where, 'an object', value);
    this.values = value as Record<string, unknown>;
    this.where = where;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string): string {
    return this.optionalText(name) ?? '';
  }

  requiredText(name: string): string {
    const text = this.optionalText(name);
    if (text === undefined) throw unexpected(`${this.where}.${name}`, 'a string', undefined);
    return text;
  }

  optionalText(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw unexpected(`${this.where}.${name}`, 'a string', value);
    return value;
  }

  integer(name: string): number {
    return this.optionalInteger(name) ?? 0;
  }

  optionalInteger(name: string): number | undefined {
    return this.has(name) ? decodeInteger(this.values[name], `${this.where}.${name}`) : undefined;
  }

  double(name: string): number {
    return this.has(name) ? decodeDouble(this.values[name], `${this.where}.${name}`) : 0;
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  object(name: string): Fields {
    return new Fields(this.values[name] ?? {}, `${this.where}.${name}`);
  }

  list(name: string): Fields[] {
    return this.array(name).map((item, index) => new Fields(item, `${this.where}.${name}[${index}]`));
  }

  texts(name: string): string[] {
    return this.array(name).map((item, index) => {
      if (typeof item !== 'string') throw unexpected(`${this.where}.${name}[${index}]`, 'a string', item);
      return item;
    });
  }

  /** `[{key, value}]` as one record. */
  pairs(name: string): Record<string, string> {
    return Object.fromEntries(this.list(name).map((pair) => [pair.text('key'), pair.text('value')]));
  }

  /** An object whose values are all strings. */
  textMap(name: string): Record<string, string> {
    const map = this.object(name);
    return Object.fromEntries(Object.keys(map.values).map((key) => [key, map.text(key)]));
  }

  private array(name: string): unknown[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) throw unexpected(`${this.where}.${name}`, 'a list', value);
    return value;
  }
}

/** A record as MLflow's `[{key, value}]`. */
export function keyValues(record: Readonly<Record<string, string>> | undefined): { key: string; value: string }[] {
  return Object.entries(record ?? {}).map(([key, value]) => ({ key, value }));
}

function unexpected(where: string, expected: string, found: unknown): MlflowProtocolError {
  const shown = (JSON.stringify(found) as string | undefined) ?? 'nothing';
  return new MlflowProtocolError(`The answer's ${where} should be ${expected}, found ${shown.slice(0, 80)}`);
}
