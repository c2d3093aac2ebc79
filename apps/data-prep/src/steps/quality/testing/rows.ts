import type { Message, Row } from '../../../rows/row.ts';

/** A row of turns as a person would say them: question, answer, question, answer. */
export function rowOf(...contents: string[]): Row {
  const messages = contents.map((content, index): Message => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
  }));
  return { messages, source: 'test', at: 'test.jsonl:1' };
}
