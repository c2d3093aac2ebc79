import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileHashes } from '@naru/files';
import { writeRun } from '@naru/runs/testing';

import { findSubjects, type Subjects } from './find-subjects.ts';

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the two that are compared', () => {
  const root = mkdtempSync(join(tmpdir(), '나루 '));
  const runs = join(root, 'models', 'fine-tuned');
  const WEIGHTS = 'adapter/adapter_model.safetensors';
  mkdirSync(join(root, 'base'), { recursive: true });
  const base = join(root, 'base', 'tiny.gguf');
  writeFileSync(base, 'GGUF tiny');

  /** A run whose adapter's file has the hash that the run tells. */
  function run(runId: string, weights: string, baseId = 'tiny'): { readonly name: string; readonly sha256: string } {
    const sha256 = sha256Of(weights);
    const name = writeRun(runs, { runId, sha256, baseId });
    writeFileSync(join(runs, runId, WEIGHTS), weights);
    const path = join(runs, runId, 'job.json');
    const job = JSON.parse(readFileSync(path, 'utf8')) as object;
    const ofBase = {
      id: baseId,
      format: 'gguf',
      path: base,
      revision: null,
      licence: null,
      sha256: sha256Of('GGUF tiny'),
    };
    writeFileSync(path, JSON.stringify({ ...job, base: ofBase }));
    return { name, sha256 };
  }

  const first = run('20261123T000000-aaaaaa', 'one');
  const second = run('20261123T000001-bbbbbb', 'two');
  run('20261123T000002-cccccc', 'three', 'other');
  const changed = run('20261123T000003-dddddd', 'four');
  writeFileSync(join(runs, '20261123T000003-dddddd', WEIGHTS), 'edited');

  const find = (candidate: string, baseline: string, production: string | null = null): Promise<Subjects> =>
    findSubjects(
      { candidate, baseline },
      {
        places: { root, cwd: root },
        hashes: new FileHashes(join(root, 'hashes.json')),
        production: () => Promise.resolve(production),
      },
    );

  it('are runs, adapters, a base model, or what is in production', async () => {
    const { candidate, baseline } = await find(second.name, 'production', first.sha256);
    expect([candidate.about.name, baseline.about.name]).toEqual([second.name, first.name]);
    expect(candidate.about).toMatchObject({ runId: '20261123T000001-bbbbbb', datasetId: 'tiny@1' });

    expect((await find(second.name, 'production')).baseline.about).toMatchObject({ kind: 'base', name: 'tiny' });
    expect((await find(second.name, base)).baseline.about.sha256).toBeNull();
  });

  it.each([
    ['the same adapter twice', () => find(first.name, '20261123T000000-aaaaaa'), 'there is nothing to compare'],
    ['of two base models', () => find('20261123T000002-cccccc', first.name), 'is of the base model other'],
    [
      'an adapter that was changed',
      () => find(changed.name, 'base'),
      'is not what the run 20261123T000003-dddddd made',
    ],
    ['what is not there', () => find('nothing', 'base'), 'There is no finished run nothing.'],
  ])('are not %s', async (_, finding, message) => {
    await expect(finding()).rejects.toThrow(message);
  });
});
