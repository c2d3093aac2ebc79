import type { ChatClient } from '@naru/inference';
import { isEmptyAnswer, loopAtEnd, templateLeaksIn } from '@naru/text-measures';

/** What every model can answer, shortly. */
export const SMOKE_SET: readonly string[] = [
  '안녕하세요!',
  '한 문장으로만 답하세요. 나루터는 무엇을 하는 곳인가요?',
  'Hello!',
  'Answer in one sentence. What is a ferry for?',
];

const MAX_TOKENS = 192;

/**
 * Asks a model the few things above, one after the other, and gives every reason for which people should not get it; none
 * where it is fit.
 *
 * @throws AppError `engine.*` where the engine, not the model, is at fault
 */
export async function smokeFaults(client: ChatClient, adapter: string | null, signal?: AbortSignal): Promise<string[]> {
  const faults: string[] = [];
  let goOn = 0;
  for (const question of SMOKE_SET) {
    const { text, finishReason } = await answered(client, { question, adapter, signal });
    const [leak] = templateLeaksIn(text);
    if (isEmptyAnswer(text)) faults.push(`the answer to "${question}" is empty`);
    else if (leak !== undefined) faults.push(`the answer to "${question}" has "${leak.text}" of the template in it`);
    if (finishReason === 'length' || loopAtEnd(text) !== undefined) goOn += 1;
  }
  // A small model may run on here and there; how often is for an evaluation and a canary to say.
  if (goOn === SMOKE_SET.length) faults.push('no answer ends');
  return faults;
}

interface Asked {
  readonly question: string;
  readonly adapter: string | null;
  readonly signal: AbortSignal | undefined;
}

async function answered(client: ChatClient, { question, adapter, signal }: Asked) {
  const messages = [{ role: 'user' as const, content: question }];
  let text = '';
  let finishReason: string | null = null;
  for await (const event of client.stream(
    { messages, maxTokens: MAX_TOKENS, temperature: 0, seed: 7 },
    { adapter, signal },
  )) {
    if (event.type === 'delta') text += event.text;
    else if (event.type === 'finish') finishReason = event.reason;
  }
  return { text, finishReason };
}
