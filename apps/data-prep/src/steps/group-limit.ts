const LEAST = 50;
const SHARE = 0.05;

/**
 * Rows that stay on one side of a split because they are alike, at most: where everything is a little like something else,
 * one group would hold it all, and nothing would be left for the other sides.
 */
export const groupLimit = (rows: number): number => Math.max(LEAST, Math.floor(rows * SHARE));
