import { createParser } from 'eventsource-parser';

import { EngineError } from './engine-error.ts';

const MAX_EVENT_CHARACTERS = 8 * 1024 * 1024;

/** The `data` of server-sent events, from bytes split anywhere: a syllable cut in two arrives whole. */
export class SseDecoder {
  readonly #text = new TextDecoder('utf-8');
  readonly #events: string[] = [];
  readonly #parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: ({ data }) => this.#events.push(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') this.#tooLong = true;
    },
  });
  #tooLong = false;

  /** The events that are complete with this chunk. */
  feed(chunk: Uint8Array): readonly string[] {
    this.#parser.feed(this.#text.decode(chunk, { stream: true }));
    if (this.#tooLong) throw new EngineError('engine.failed', 'The engine sent an event without end.');
    return this.#events.splice(0);
  }
}
