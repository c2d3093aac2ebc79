import type { Prompt } from '@naru/ask';
import { comparableText } from '@naru/near-duplicates';

const LEAST_CHARACTERS = 20;

/** Whether all of a text stands in what a model was told: small models give back what they were shown. */
export const isEcho = (text: string, told: string): boolean => comparableText(told).includes(comparableText(text));

/** Whether a text holds a line of the system's words. */
export function repeatsSystem(text: string, { system }: Prompt): boolean {
  const said = comparableText(text);
  return system
    .split(/\n|(?<=[.:])\s/)
    .map((line) => comparableText(line.replace(/\{[a-z]+\}/g, '')))
    .some((line) => line.length >= LEAST_CHARACTERS && said.includes(line));
}
