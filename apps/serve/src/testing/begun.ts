import type { Client, ReadStream } from './client.ts';

/** Begins to read a stream. @returns once it is open: what is read to its end */
export async function begun(client: Client, streamId: string): Promise<{ readonly whole: Promise<ReadStream> }> {
  const open = Promise.withResolvers<undefined>();
  const whole = client.follow(streamId, { onOpen: () => open.resolve(undefined) });
  await Promise.race([open.promise, whole]);
  return { whole };
}
