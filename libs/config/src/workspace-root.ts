import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds nx.json, seen from `from` upwards, else from this library's own place. */
export function workspaceRoot(from: string = process.cwd()): string {
  const found = above(from) ?? above(import.meta.dirname);
  if (found === undefined) throw new Error(`No nx.json in ${from} or above it: run this inside a Naru checkout.`);
  return found;
}

function above(start: string): string | undefined {
  let folder = start;
  while (!existsSync(join(folder, 'nx.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}
