const MOST_BYTES = 120;

/**
 * What a file is called on our disk: the last part of the name that it had elsewhere, without what a disk or a shell
 * could take for something else.
 */
export function safeFileName(name: string | null): string {
  const last = (name ?? '').normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/[^\p{L}\p{N}._ ()+@-]/gu, '_')
    .replace(/^[.\s-]+/, '')
    .trim();
  const cut = [...plain].reduce((kept, sign) => (Buffer.byteLength(kept + sign) > MOST_BYTES ? kept : kept + sign), '');
  return cut === '' ? 'upload' : cut;
}
