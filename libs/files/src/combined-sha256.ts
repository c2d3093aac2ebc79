import { createHash } from 'node:crypto';

/**
 * One SHA-256 over several files: of the lines `<sha256>  <name>`, sorted, names relative, with `/` and in NFC.
 *
 * The same files give the same hash in any folder of any machine; macOS keeps names in NFD.
 */
export function combinedSha256(files: readonly (readonly [name: string, sha256: string])[]): string {
  const lines = files.map(([name, sha256]) => `${sha256}  ${name.normalize('NFC')}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}
