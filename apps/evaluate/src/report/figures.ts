import type { ComparedMeasure } from '@naru/contracts';

/** How a value of a measure is written. */
export type Scale = Pick<ComparedMeasure, 'unit'>;

const PERCENT = 100;
const PRECISION = 3;

/** A mean: a share of 1 as percent, else three digits and the unit. */
export function level(value: number | null, { unit }: Scale): string {
  if (value === null) return '–';
  if (unit === '') return `${(PERCENT * value).toFixed(1)} %`;
  return digits(value) + beside(unit);
}

/** A difference with its sign: of shares in percentage points. */
export function difference(value: number | null, { unit }: Scale): string {
  if (value === null) return '–';
  return unit === '' ? `${signed(PERCENT * value, (at) => at.toFixed(1))} points` : signedDigits(value) + beside(unit);
}

const LONGEST_BESIDE = 8;

/** A unit of several words stands with the measure's name, not beside each number. */
export const isLong = ({ unit }: Scale): boolean => unit.length > LONGEST_BESIDE;

const beside = (unit: string): string => (isLong({ unit }) ? '' : ` ${unit}`);

/** `−0.3 to +1.2` */
export function interval(low: number | null, high: number | null, { unit }: Scale): string {
  if (low === null || high === null) return '';
  const shown = unit === '' ? (at: number) => signed(PERCENT * at, (of) => of.toFixed(1)) : signedDigits;
  return `${shown(low)} to ${shown(high)}`;
}

export const signedDigits = (value: number): string => signed(value, digits);

function signed(value: number, write: (value: number) => string): string {
  const text = write(Math.abs(value));
  if (Number(text.replaceAll(',', '')) === 0) return text;
  return (value < 0 ? '−' : '+') + text;
}

const formatted = new Intl.NumberFormat('en', { maximumSignificantDigits: PRECISION });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const HUNDRED = 100;
const LEAST = 0.0005;

/** Three digits that count; whole from 100 on, nothing below a thousandth. */
export function digits(value: number): string {
  if (Math.abs(value) < LEAST) return '0';
  return (Math.abs(value) >= HUNDRED ? whole : formatted).format(value);
}

/** `1 item`, `12 items` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole.format(count)} ${count === 1 ? one : many}`;
