const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `16.1 GB`, in powers of 1000 as the hub's pages count. */
export function byteText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return power === 0 ? `${Math.round(bytes)} B` : `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power] ?? ''}`;
}
