import type { ChatModel, ModelReply, ModelRequest } from '../chat-model.ts';
import { DEFAULT_PATIENCE } from '../patience.ts';

/** What a scripted model says to a request: a text, a whole reply, or a fault to be thrown. */
export type Script = (request: ModelRequest, call: number) => string | ModelReply | Error;

/** A model that follows a script, and keeps what it was asked. Each answer costs 10 tokens of prompt and 5 of its own. */
export class ScriptedModel implements ChatModel {
  readonly name: string;
  readonly place = 'The script';
  readonly patience = { ...DEFAULT_PATIENCE, firstMs: 0, longestMs: 0, longestAskedMs: 0 };
  readonly asked: ModelRequest[] = [];
  readonly #script: Script;

  constructor(script: Script, name = 'scripted') {
    this.#script = script;
    this.name = name;
  }

  async reply(request: ModelRequest): Promise<ModelReply> {
    this.asked.push(request);
    await Promise.resolve();
    const said = this.#script(request, this.asked.length);
    if (said instanceof Error) throw said;
    if (typeof said !== 'string') return said;
    return { text: said, finishReason: 'stop', usage: { prompt: 10, completion: 5 } };
  }
}

/** What the model was asked, as one text. */
export const promptOf = ({ turns }: ModelRequest): string => turns.map(({ content }) => content).join('\n');
