const formatted = new Intl.NumberFormat('en');

/** `12,345` */
export const number = (value: number): string => formatted.format(value);

/** `12 %`; a dash where there is nothing to have a share of. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  return `${share > 0 && share < 0.1 ? '<0.1' : share.toFixed(share < 10 ? 1 : 0)} %`;
}
