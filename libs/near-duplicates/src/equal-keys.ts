const DIGIT_BITS = 11;
const BUCKETS = 2 ** DIGIT_BITS;

/**
 * Calls `group` with the ids of each two or more rows whose key is the same, ids rising; `without` marks rows that take
 * no part. A radix sort: time grows with the number of rows alone, memory is four words a row. The group may not be
 * kept.
 */
export function eachGroup(keys: Uint32Array, without: Uint8Array, group: (ids: Uint32Array) => void): void {
  const sorted = sortedByKey(keys, without);
  for (let from = 0; from < sorted.ids.length;) {
    const key = sorted.keys[from];
    let to = from + 1;
    while (to < sorted.ids.length && sorted.keys[to] === key) to += 1;
    if (to - from > 1) group(sorted.ids.subarray(from, to));
    from = to;
  }
}

interface Sorted {
  readonly keys: Uint32Array;
  readonly ids: Uint32Array;
}

function sortedByKey(keys: Uint32Array, without: Uint8Array): Sorted {
  let from = rowsWith(keys, without);
  let to: Sorted = { keys: new Uint32Array(from.keys.length), ids: new Uint32Array(from.ids.length) };
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    scatter(from, to, shift);
    [from, to] = [to, from];
  }
  return from;
}

function rowsWith(keys: Uint32Array, without: Uint8Array): Sorted {
  const rows = { keys: new Uint32Array(keys.length), ids: new Uint32Array(keys.length) };
  let count = 0;
  for (let id = 0; id < keys.length; id += 1) {
    if (without[id] === 1) continue;
    rows.keys[count] = keys[id] ?? 0;
    rows.ids[count] = id;
    count += 1;
  }
  return { keys: rows.keys.subarray(0, count), ids: rows.ids.subarray(0, count) };
}

function scatter(from: Sorted, to: Sorted, shift: number): void {
  const next = new Uint32Array(BUCKETS + 1);
  const { keys, ids } = from;
  const digit = (key: number) => (key >>> shift) & (BUCKETS - 1);
  for (const key of keys) next[digit(key) + 1] = (next[digit(key) + 1] ?? 0) + 1;
  for (let bucket = 1; bucket < BUCKETS; bucket += 1) next[bucket] = (next[bucket] ?? 0) + (next[bucket - 1] ?? 0);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    const place = next[digit(key)] ?? 0;
    next[digit(key)] = place + 1;
    to.keys[place] = key;
    to.ids[place] = ids[at] ?? 0;
  }
}
