import { open } from 'node:fs/promises';

import { checkJobEvent, type JobEvent } from '@naru/contracts';

const LOOK_EVERY_MS = 300;

/** Tells every whole event of a file that grows. `end` tells the rest; what is no event is left out. */
export function followEvents(path: string, onEvent: (event: JobEvent) => void): { end(): Promise<void> } {
  let position = 0;
  let rest = Buffer.alloc(0);
  const look = async (): Promise<void> => {
    const more = await readFrom(path, position);
    position += more.length;
    rest = Buffer.concat([rest, more]);
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n')) {
      const event = eventIn(rest.subarray(0, at).toString('utf8'));
      rest = rest.subarray(at + 1);
      if (event !== undefined) onEvent(event);
    }
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      await looking;
      await look();
    },
  };
}

async function readFrom(path: string, position: number): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.max(0, size - position)), position });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function eventIn(line: string): JobEvent | undefined {
  try {
    const checked = checkJobEvent(JSON.parse(line));
    return checked.kind === 'event' ? checked.event : undefined;
  } catch {
    return undefined;
  }
}
