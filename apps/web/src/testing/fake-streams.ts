import type { ServerResponse } from 'node:http';
import type { Message } from '../api/types.ts';
import { piecesOf } from './fake-answers.ts';

interface FakeStream {
  readonly events: { readonly event: string; readonly data: unknown }[];
  readonly readers: Set<ServerResponse>;
  readonly messageId: string;
  timer: ReturnType<typeof setInterval> | null;
}

/** Event streams like serve's: numbered, replayed from any number on, written to every reader. */
export class FakeStreams {
  private readonly streams = new Map<string, FakeStream>();
  private readonly messages: Map<string, Message>;
  private made = 0;
  pieceDelayMs = 15;
  /** An answer rests as long as this holds for what of it is written. */
  rests: (written: string) => boolean = () => false;

  constructor(messages: Map<string, Message>) {
    this.messages = messages;
  }

  start(messageId: string, text: string, trimmedTurns = 0): string {
    const streamId = `stream-${++this.made}`;
    const stream: FakeStream = { events: [], readers: new Set(), messageId, timer: null };
    this.streams.set(streamId, stream);
    if (trimmedTurns > 0) this.emit(stream, 'notice', { kind: 'trimmed', turns: trimmedTurns });
    const pieces = [...piecesOf(text)];
    stream.timer = setInterval(() => {
      if (this.rests(this.message(stream).content)) return;
      const piece = pieces.shift();
      if (piece === undefined) {
        this.finish(stream, { status: 'complete', finishReason: 'stop' });
        return;
      }
      const message = this.message(stream);
      this.messages.set(messageId, { ...message, content: message.content + piece });
      this.emit(stream, 'delta', { text: piece });
    }, this.pieceDelayMs);
    return streamId;
  }

  stop(messageId: string, change: Partial<Message> = { status: 'stopped', finishReason: 'stop' }): Message {
    for (const stream of this.streams.values()) {
      if (stream.messageId === messageId && stream.timer !== null) this.finish(stream, change);
    }
    return this.message({ messageId });
  }

  /** False: there is no such stream. */
  read(streamId: string, after: number, response: ServerResponse): boolean {
    const stream = this.streams.get(streamId);
    if (!stream) return false;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': heartbeat\n\n');
    stream.events.forEach((_, index) => {
      if (index >= after) response.write(frame(stream, index));
    });
    if (stream.timer === null) response.end();
    else stream.readers.add(response.on('close', () => stream.readers.delete(response)));
    return true;
  }

  /** As when a network goes away: every open stream breaks in the middle of an event. */
  breakConnections(): number {
    const readers = [...this.streams.values()].flatMap((stream) => [...stream.readers]);
    for (const reader of readers) {
      reader.write('id: 999999\nevent: del', () => reader.destroy());
    }
    return readers.length;
  }

  close(): void {
    for (const stream of this.streams.values()) if (stream.timer) clearInterval(stream.timer);
  }

  private finish(stream: FakeStream, change: Partial<Message>): void {
    if (stream.timer) clearInterval(stream.timer);
    stream.timer = null;
    const message = { ...this.message(stream), ...change };
    this.messages.set(message.id, message);
    this.emit(stream, message.status === 'failed' ? 'failed' : 'done', { message });
    for (const reader of stream.readers) reader.end();
  }

  private emit(stream: FakeStream, event: string, data: unknown): void {
    stream.events.push({ event, data });
    for (const reader of stream.readers) reader.write(frame(stream, stream.events.length - 1));
  }

  private message({ messageId }: { readonly messageId: string }): Message {
    const message = this.messages.get(messageId);
    if (!message) throw new Error(`no message ${messageId}`);
    return message;
  }
}

function frame(stream: FakeStream, index: number): string {
  const entry = stream.events[index];
  return entry ? `id: ${index + 1}\nevent: ${entry.event}\ndata: ${JSON.stringify(entry.data)}\n\n` : '';
}
