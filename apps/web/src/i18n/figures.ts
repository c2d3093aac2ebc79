// Owns how sizes, rates and times are written in a language.

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function bytesInWords(bytes: number, locale: string): string {
  const at = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return unit(bytes / 1000 ** at, BYTE_UNITS[at] ?? 'byte', locale);
}

export function rateInWords(bytesPerSecond: number, locale: string): string {
  const at = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytesPerSecond)) / 3));
  return unit(bytesPerSecond / 1000 ** at, `${BYTE_UNITS[at] ?? 'byte'}-per-second`, locale);
}

/** The two largest units: `2 min 5 sec`. */
export function durationInWords(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return unit(0, 'second', locale);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, name]) => unit(amount, name, locale))
    .join(' ');
}

export function countInWords(count: number, locale: string): string {
  return Math.round(count).toLocaleString(locale);
}

/** Of rows that lie between none and all, never `0 %` and never `100 %`. */
export function shareInWords(share: number, locale: string): string {
  const percent = share > 0 && share < 1 ? Math.min(0.999, Math.max(0.001, share)) : share;
  return percent.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 });
}

function unit(amount: number, name: string, locale: string): string {
  const maximumFractionDigits = amount < 10 && !['byte', 'second', 'minute', 'hour', 'day'].includes(name) ? 1 : 0;
  const unitDisplay = name === 'byte' ? 'narrow' : 'short';
  return amount.toLocaleString(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits });
}

/** `Nov 23, 2026, 9:30 AM` */
export function momentInWords(at: string, locale: string): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

export function dayInWords(at: string, locale: string): string {
  return new Date(at).toLocaleDateString(locale, { dateStyle: 'medium' });
}
