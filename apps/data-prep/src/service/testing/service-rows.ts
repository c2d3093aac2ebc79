/** A row of JSON Lines. */
export const line = (user: string, assistant: string): string =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
  })}\n`;

/** Rows that all differ. */
export const manyLines = (rows: number): string =>
  Array.from({ length: rows }, (_, row) => {
    const word = (at: number): string => ((row * 2654435761 + at * 40503 * (row + 7)) % 1e9).toString(36);
    const words = Array.from({ length: 40 }, (__, at) => word(at));
    return line(`${words.slice(0, 6).join(' ')}에 대해 알려 줘`, `${words.join(' ')}입니다.`);
  }).join('');

export const recipeOf = (source: string, steps: readonly object[] = [{ use: 'normalize' }, { use: 'split' }]) => ({
  name: 'support',
  description: '상담',
  sources: [{ source, name: 'chats' }],
  steps,
});
