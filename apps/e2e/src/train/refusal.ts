import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run, type Ended } from '../testing/command.ts';
import type { TestWorkspace } from '../testing/workspace.ts';
import type { BadCase } from './bad-cases.ts';

/** Writes the case's files, runs its command, and checks what every refusal has in common. */
export async function refusal(workspace: TestWorkspace, bad: BadCase, env: Record<string, string>): Promise<Ended> {
  for (const [path, content] of Object.entries(bad.files)) {
    const file = join(workspace.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const ended = await run(workspace, 'train', bad.args, { ...env, ...bad.env });

  expect(ended.output).toMatch(bad.says);
  expect(ended.status).toBeGreaterThan(0);
  expect(ended.output).not.toMatch(/Traceback|^ {4}at |internal:/m);
  expect(ended.output.length).toBeLessThan(8000);
  for (const [path, content] of Object.entries(bad.files))
    expect(digest(readFileSync(join(workspace.root, path)))).toBe(digest(content));
  return ended;
}

const digest = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
