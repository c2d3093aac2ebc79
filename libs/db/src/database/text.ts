/** Text as both databases keep it: NFC, no lone surrogates, no NUL (PostgreSQL holds none). */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD').normalize('NFC');
}

/** What a text is searched by: NFC, without regard to case. */
export function searchText(text: string): string {
  return storedText(storedText(text).toLowerCase());
}

/** An address as it is kept and looked up. */
export function storedEmail(email: string): string {
  return storedText(email.trim()).toLowerCase();
}
