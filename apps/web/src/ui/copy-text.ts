/** Also works on plain http, where the clipboard API is missing. False: it did not work. */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => copyBySelection(text),
    );
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  const open = [...document.querySelectorAll('dialog[open]')].at(-1);
  (open ?? document.body).append(field);
  const before = document.activeElement;
  field.select();
  // Deprecated and kept by every browser; there is nothing else without https.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
