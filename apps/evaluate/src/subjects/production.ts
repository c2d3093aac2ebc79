import type { CommandContext } from '../commands/context.ts';

/** SHA-256 of the adapter that people are served with this base model; null: the base model alone. */
export function productionOf(_baseId: string, _context: CommandContext): Promise<string | null> {
  return Promise.resolve(null);
}
