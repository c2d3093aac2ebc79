import { userInfo } from 'node:os';

/** Who asks, as the audit log keeps it: a name that was given, else the operating system's. */
export function who(given: string | undefined): string {
  if (given !== undefined && given.trim() !== '') return given.trim();
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // a container may run under a number without a name
  }
}
