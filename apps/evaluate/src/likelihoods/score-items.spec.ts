import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError, type ScoreJob } from '@naru/contracts';
import type { TorchJobs } from '@naru/torch-runner';

import type { Subject } from '../subjects/subject.ts';
import { scoreParts, type ScoreItem } from './score-items.ts';

const row = (id: string, content: string): ScoreItem => ({
  id,
  messages: [
    { role: 'user', content: '나루가 뭐예요?' },
    { role: 'assistant', content },
  ],
});

const SUBJECT: Subject = {
  about: {
    ...{ kind: 'base', name: 'tiny', runId: null, sha256: null, baseId: 'tiny', baseSha256: 'ab'.repeat(32) },
    ...{ datasetId: null, datasetSha256: null, chatTemplateSha256: null, mlflowRunId: null },
  },
  base: { id: 'tiny', format: 'gguf', path: '/tiny.gguf', revision: null, licence: null },
  adapter: null,
};

/** A job that finds a byte as likely as another, refuses what is long, and ends after so many files. */
class ScriptedJobs implements TorchJobs {
  readonly asked: string[][] = [];
  endsAfter = Infinity;

  requireEnvironment(): void {}

  run(_verb: string, job: object): Promise<void> {
    const { files } = job as ScoreJob;
    this.asked.push(files.map(({ items }) => items));
    for (const [at, { items, output }] of files.entries()) {
      if (at === this.endsAfter) return Promise.reject(new AppError('job.crashed', 'The job ended without a word.'));
      const lines = readFileSync(items, 'utf8').trimEnd().split('\n');
      writeFileSync(output, lines.map((line) => `${JSON.stringify(scored(JSON.parse(line) as ScoreItem))}\n`).join(''));
    }
    return Promise.resolve();
  }
}

function scored({ id, messages }: ScoreItem): object {
  const bytes = Buffer.byteLength(messages[1]?.content ?? '');
  return bytes > 100 ? { id, refused: 'has 5000 tokens' } : { id, logLikelihood: -bytes, tokens: 3, bytes };
}

describe('likelihoods', () => {
  const jobs = new ScriptedJobs();
  const said: string[] = [];
  const work = mkdtempSync(join(tmpdir(), '가능도 '));
  const parts = [[row('a', '터')], [row('b', '나루터'), row('c', '나'.repeat(40))]];
  const score = () =>
    scoreParts(SUBJECT, parts, {
      ...{ folders: { results: work, work }, jobs, device: 'cpu', chatTemplateSha256: null },
      signal: new AbortController().signal,
      progress: {
        say: (line) => said.push(line),
        begin: () => ({ add: () => undefined, at: () => undefined, end: () => undefined }),
      },
    });

  it('that a killed job has left are kept, and only the rest is scored', async () => {
    jobs.endsAfter = 1;
    await expect(score()).rejects.toThrow('ended without a word');
    jobs.endsAfter = Infinity;

    const found = await score();
    await score();

    expect(jobs.asked.map((files) => files.length)).toEqual([2, 1]);
    expect(found.get('b')).toEqual({
      kind: 'conversation',
      likelihood: { logLikelihood: -9, tokens: 3, bytes: 9 },
    });
  });

  it('that the job refuses are told', () => {
    expect(said[0]).toBe('1 texts are not scored for tiny; the first has 5000 tokens');
  });
});
