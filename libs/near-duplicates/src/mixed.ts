// Bound here because a look-up of `Math` in each turn of a loop is slow where globals are watched, as in Jest.
export const { imul } = Math;

/** MurmurHash3's last step: a bijection of 32 bits in which every bit of the input moves every bit of the output. */
export function mixed(value: number): number {
  let hash = value;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A cheaper mix for what is mixed already; its high bits are the good ones. */
export function spread(value: number): number {
  const hash = imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return imul(hash ^ (hash >>> 13), 0x297a2d39) >>> 0;
}

/** The hash of `units` from `start` to `end`, 32 bits. */
export function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at += 1) hash = imul(hash ^ (units[at] ?? 0), 0x9e3779b1);
  return mixed(hash);
}
