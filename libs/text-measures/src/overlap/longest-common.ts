/** Length of the longest common subsequence. */
export function commonLength(one: readonly string[], other: readonly string[]): number {
  let above = new Uint32Array(other.length + 1);
  let row = new Uint32Array(other.length + 1);
  for (const token of one) {
    for (const [column, beside] of other.entries()) {
      row[column + 1] =
        token === beside ? (above[column] ?? 0) + 1 : Math.max(above[column + 1] ?? 0, row[column] ?? 0);
    }
    [above, row] = [row, above];
  }
  return above[other.length] ?? 0;
}

/** Places in `one` of a longest common subsequence: of several, the one that rouge_score walks. Descending. */
export function commonPlaces(one: readonly string[], other: readonly string[]): number[] {
  const width = other.length + 1;
  const lengths = new Uint32Array((one.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (const [row, token] of one.entries()) {
    for (const [column, beside] of other.entries()) {
      lengths[(row + 1) * width + column + 1] =
        token === beside ? at(row, column) + 1 : Math.max(at(row, column + 1), at(row + 1, column));
    }
  }
  const places: number[] = [];
  let [row, column] = [one.length, other.length];
  while (row > 0 && column > 0) {
    if (one[row - 1] === other[column - 1]) {
      places.push(row - 1);
      row -= 1;
      column -= 1;
    } else if (at(row, column - 1) > at(row - 1, column)) column -= 1;
    else row -= 1;
  }
  return places;
}
