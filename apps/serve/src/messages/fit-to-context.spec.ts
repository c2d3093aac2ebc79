import type { ChatMessage } from '@naru/inference';

import { fitToContext, textOf, type ContextBudget } from './fit-to-context.ts';

const countTokens = (messages: readonly ChatMessage[]): Promise<number> =>
  Promise.resolve(messages.reduce((sum, { content }) => sum + textOf(content).length, 0));

const turns = (count: number, length = 10): ChatMessage[] =>
  Array.from({ length: count }, (_, turn): ChatMessage[] => [
    { role: 'user', content: `${turn}`.padEnd(length, 'q') },
    { role: 'assistant', content: `${turn}`.padEnd(length, 'a') },
  ]).flat();

const budget = (over: Partial<ContextBudget> = {}): ContextBudget => ({
  systemPrompt: 'system',
  said: [...turns(9), { role: 'user', content: 'question' }],
  contextTokens: 100,
  maxTokens: 40,
  countTokens,
  ...over,
});

describe('a prompt that has to fit the context', () => {
  it('loses its oldest turns, and never the system prompt or the last question', async () => {
    const { messages, trimmedTurns, promptTokens } = await fitToContext(budget());

    expect(messages[0]).toEqual({ role: 'system', content: 'system' });
    expect(messages.at(-1)).toEqual({ role: 'user', content: 'question' });
    expect(messages[1]?.role).toBe('user');
    expect({ trimmedTurns, promptTokens }).toEqual({ trimmedTurns: 7, promptTokens: 6 + 40 + 8 });
  });

  it('is not counted where its bytes are fewer than the tokens that fit', async () => {
    let counts = 0;
    const counting = (messages: readonly ChatMessage[]): Promise<number> => {
      counts += 1;
      return countTokens(messages);
    };

    const { trimmedTurns } = await fitToContext(budget({ contextTokens: 4096, countTokens: counting }));

    expect({ counts, trimmedTurns }).toEqual({ counts: 0, trimmedTurns: 0 });
  });

  it('asks few times, however long the conversation is', async () => {
    let counts = 0;
    const counting = (messages: readonly ChatMessage[]): Promise<number> => {
      counts += 1;
      return countTokens(messages);
    };

    await fitToContext(budget({ said: [...turns(1000), { role: 'user', content: 'q' }], countTokens: counting }));

    expect(counts).toBeLessThan(12);
  });

  it('gives a long question what room there is for an answer', async () => {
    const said: ChatMessage[] = [{ role: 'user', content: 'q'.repeat(80) }];

    const { maxTokens } = await fitToContext(budget({ said, systemPrompt: null }));

    expect(maxTokens).toBe(20);
  });

  it('is refused where the question alone is too long', async () => {
    const said: ChatMessage[] = [{ role: 'user', content: '물'.repeat(120) }];

    await expect(fitToContext(budget({ said }))).rejects.toMatchObject({ code: 'engine.context-full' });
  });
});
