// Owns: the limits that the fake enforces, with the words of mlflow/utils/validation.py.
import { invalid } from './fake-error.ts';

export function checkLength(what: string, value: string, limit: number): void {
  if (Array.from(value).length > limit) throw invalid(`'${what}' exceeds the maximum length of ${limit} characters`);
}

export function checkName(path: string, name: string, limit = 250): void {
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(name)) {
    throw invalid(
      `Invalid value "${name}" for parameter '${path}' supplied: Names may only contain alphanumerics, underscores (_), ` +
        'dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).',
    );
  }
  if (isAnotherPath(name)) {
    throw invalid(
      `Invalid value "${name}" for parameter '${path}' supplied: Names may be treated as files in certain cases`,
    );
  }
  checkLength(path, name, limit);
}

export function isAnotherPath(name: string): boolean {
  return name.startsWith('..') || name.split('/').some((part) => ['', '.', '..'].includes(part));
}

export function checkCount(what: string, count: number, limit: number): void {
  if (count > limit) {
    throw invalid(`A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}.`);
  }
}
