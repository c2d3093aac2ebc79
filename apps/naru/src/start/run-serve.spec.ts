import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { runServe } from './run-serve.ts';

/** A program in the place of serve that says that it is ready, and then does `then`. */
function scripted(then: string) {
  const root = mkdtempSync(join(tmpdir(), 'naru start '));
  const program = join(root, 'serve.mjs');
  writeFileSync(program, `process.send({ readyAt: 'http://127.0.0.1:8080' });\n${then}\n`);
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  return { root, lines, options: { signal: new AbortController().signal, print, program } };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !isSo() && Date.now() < end;) await sleep(10);
}

describe('the chat beside the training', () => {
  it('is said to have ended where nobody asked it to', async () => {
    const { root, lines, options } = scripted("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);");
    const serve = await runServe(root, options);
    expect(serve.url).toBe('http://127.0.0.1:8080');
    await until(() => lines.length > 0);
    expect(lines).toEqual([expect.stringContaining('The chat ended by itself (SIGKILL)')]);
    await serve.stop();
  });

  it('ends without a word where it was asked to', async () => {
    const { root, lines, options } = scripted('setInterval(() => undefined, 1000);');
    const serve = await runServe(root, options);
    await serve.stop();
    await sleep(50);
    expect(lines).toEqual([]);
  });
});
