import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { fileSha256, type FileHashes } from '@naru/files';
import { resolveBaseModel, type FoundBaseModel } from '@naru/hub';
import { findRun, readTrainJob, type FinishedRun } from '@naru/runs';

import type { CommandContext } from '../commands/context.ts';
import type { Subject } from './subject.ts';

export interface FindSubjects {
  readonly places: CommandContext['places'];
  readonly hashes: FileHashes;
  /** SHA-256 of the adapter that people are served with this base model; null: the base model alone. */
  readonly production: (baseId: string) => Promise<string | null>;
}

export interface Subjects {
  readonly candidate: Subject;
  readonly baseline: Subject;
}

/**
 * The two that a person named: each a run, an adapter's name, `latest`, `production`, `base`, or a base model.
 *
 * @throws AppError `model.not-found`, `model.changed`, `usage` where the two are the same or of two base models
 */
export async function findSubjects(
  wanted: Readonly<Record<keyof Subjects, string>>,
  deps: FindSubjects,
): Promise<Subjects> {
  const candidate = await subjectOf(wanted.candidate, undefined, deps);
  const baseline = await subjectOf(wanted.baseline, candidate, deps);
  const [one, other] = [candidate.about, baseline.about];
  if (one.baseId !== other.baseId || one.baseSha256 !== other.baseSha256) {
    throw new AppError(
      'usage',
      `${one.name} is of the base model ${one.baseId}, and ${other.name} of ${other.baseId}.`,
      {
        hint: 'Both are served by one engine: they need one base model.',
      },
    );
  }
  if (one.sha256 === other.sha256) {
    throw new AppError('usage', `Candidate and baseline are both ${one.name}: there is nothing to compare.`, {
      hint: 'Name another baseline, as in --baseline=base.',
    });
  }
  return { candidate, baseline };
}

async function subjectOf(wanted: string, beside: Subject | undefined, deps: FindSubjects): Promise<Subject> {
  const runs = join(deps.places.root, 'models', 'fine-tuned');
  if (wanted === 'base' && beside !== undefined) return baseAlone(beside.base, beside.about.baseSha256);
  if (wanted === 'production' && beside !== undefined) {
    const sha256 = await deps.production(beside.about.baseId);
    if (sha256 === null) return baseAlone(beside.base, beside.about.baseSha256);
    return ofRun(await findRun(sha256, runs), runs, deps);
  }
  const named = await asBaseModel(wanted, deps);
  return named ?? ofRun(await findRun(wanted, runs), runs, deps);
}

/** A base model of this name, where there is one; what looks like an adapter or a run is none. */
async function asBaseModel(wanted: string, { places, hashes }: FindSubjects): Promise<Subject | undefined> {
  if (wanted === 'latest' || /@[0-9a-f]{8}$|^\d{8}T\d{6}-\w{6}$/.test(wanted)) return undefined;
  try {
    const { sha256, ...base } = await resolveBaseModel(
      { base_model: wanted, base_revision: null, licence: null },
      places,
      hashes,
    );
    return baseAlone(base, sha256);
  } catch (error) {
    if (error instanceof AppError && error.code === 'model.not-found') return undefined;
    throw error;
  }
}

function baseAlone(base: FoundBaseModel, sha256: string | null): Subject {
  const about = {
    ...{ kind: 'base' as const, name: base.id, runId: null, sha256: null },
    ...{ baseId: base.id, baseSha256: sha256, datasetId: null, datasetSha256: null },
    ...{ chatTemplateSha256: null, mlflowRunId: null },
  };
  return { about, base, adapter: null };
}

const WEIGHTS = 'adapter_model.safetensors';

async function ofRun(run: FinishedRun, runs: string, { hashes }: FindSubjects): Promise<Subject> {
  const runDir = join(runs, run.runId);
  const { sha256: baseSha256, ...base } = (await readTrainJob(runDir)).base;
  const found = await fileSha256(join(run.path, WEIGHTS)).catch(() => undefined);
  if (found === undefined) {
    throw new AppError('model.not-found', `${run.name} has no file ${join(run.path, WEIGHTS)}.`);
  }
  if (found !== run.sha256) {
    throw new AppError('model.changed', `${join(run.path, WEIGHTS)} is not what the run ${run.runId} made.`, {
      hint: 'Put the file back, or train again.',
    });
  }
  const { sha256: ggufSha256 } = await hashes.of(run.ggufPath);
  const { runId, name, sha256, baseId, datasetId, datasetSha256, chatTemplateSha256, mlflowRunId } = run;
  const about = { kind: 'adapter' as const, ...{ name, runId, sha256, baseId, baseSha256, datasetId, datasetSha256 } };
  return {
    about: { ...about, chatTemplateSha256, mlflowRunId },
    base,
    adapter: { path: run.path, ggufPath: run.ggufPath, ggufSha256, runDir },
  };
}
