// Owns how a measure's figures are written. Does not know what is compared.

/** Without a unit a figure is a share of 1. */
export function figureInWords(value: number, unit: string, locale: string): string {
  if (unit === '') return value.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 });
  return `${value.toLocaleString(locale, { maximumSignificantDigits: 3 })} ${unit}`;
}

/** Without its sign; shares differ in points of a hundred. */
export function gainInWords(value: number, unit: string, locale: string): string {
  return `${signed(Math.abs(value), unit, locale).replace('+', '')}${unitOf(unit, locale)}`;
}

/** Both ends, and the unit once. */
export function rangeInWords(low: number, high: number, unit: string, locale: string): string {
  const between = locale === 'ko' ? ' ~ ' : ' to ';
  return `${signed(low, unit, locale)}${between}${signed(high, unit, locale)}${unitOf(unit, locale)}`;
}

/** As it follows a figure. */
function unitOf(unit: string, locale: string): string {
  if (unit !== '') return ` ${unit}`;
  return locale === 'ko' ? '%p' : ' pp';
}

function signed(value: number, unit: string, locale: string): string {
  const digits = unit === '' ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 3 };
  const shown = (unit === '' ? value * 100 : value).toLocaleString(locale, { signDisplay: 'exceptZero', ...digits });
  return shown.replace('-', '−');
}
