/** Three or four digits that matter. */
export function loss(value: number | undefined): string {
  if (value === undefined) return '-';
  if (!Number.isFinite(value)) return String(value);
  return value.toFixed(value < 1 ? 4 : 3);
}

/** `−31.2%`; empty where there is no before. */
export function change(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined || !Number.isFinite(after / before)) return '';
  const percent = (after / before - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}%`;
}
