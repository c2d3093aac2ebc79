import { join } from 'node:path';

import type { OpenModel } from '@naru/ask';
import { FileHashes } from '@naru/files';
import { whole } from '@naru/terminal';
import { torchJobs, type TorchJobs } from '@naru/torch-runner';

import { publish, type Published } from '../dataset/publish.ts';
import type { ManifestParts } from '../dataset/manifest.ts';
import { forgottenThings } from '../forgotten/forgotten.ts';
import { resolvedFeedback, type PullDataset } from '../read/index.ts';
import type { Recipe } from '../recipe/read-recipe.ts';
import { datasetsOf, feedbackOf, workOf, type Places } from '../recipe/places.ts';
import { reportPage } from '../report/page.ts';
import { countRow, emptyStatistics } from '../report/statistics.ts';
import type { RowState } from '../rows/row-state.ts';
import { plannedSteps } from './plan.ts';
import { resolvedSteps } from './resolve-steps.ts';
import type { BuildProgress } from './progress.ts';
import { hashedSource, readSources, type HashedSource, type Rows } from './read-sources.ts';
import { placed, runSteps, type PlacedStep } from './run-steps.ts';
import { shardStates } from './shard-states.ts';
import type { StepReport } from './step-report.ts';
import { Store } from './store.ts';
import type { Workers } from './workers.ts';

export interface BuildContext {
  readonly places: Places;
  readonly workers: Workers;
  readonly progress: BuildProgress;
  readonly signal: AbortSignal;
  readonly pullDataset?: PullDataset;
  /** A step whose kept results are made anew. */
  readonly again?: string;
  /** What steps ask models by; without it a step that must is refused. */
  readonly openModel?: OpenModel;
  /** What steps run PyTorch jobs with; those of the workspace where it is not given. */
  readonly jobs?: TorchJobs;
}

/**
 * Builds the dataset that a recipe describes: reads, runs the steps that have no results yet, writes what is left.
 *
 * @throws AppError for what is wrong with sources or parameters
 */
export async function buildDataset(recipe: Recipe, context: BuildContext): Promise<Published> {
  const { places, workers, progress, signal } = context;
  const store = new Store(workOf(places));
  const hashes = new FileHashes(join(workOf(places), 'hashes.json'));
  const sources: HashedSource[] = [];
  const wanted = recipe.sources.map(({ config }) => config);
  const forgotten = forgottenThings(places.root);
  const { messageIds } = forgotten;
  const configs = await resolvedFeedback(wanted, { root: feedbackOf(places), hashes, forgotten: messageIds });
  for (const config of configs) sources.push(await hashedSource(config, hashes, { ...context, forgotten }));
  const rows = await readSources(sources, { store, workers, progress, signal });
  const leftOut = [...sources.flatMap(forgottenLines), ...configs.flatMap(takenBackLines)];
  for (const line of [...leftOut, ...rows.sources.flatMap(refusedLines)]) progress.say(line);
  const jobs = context.jobs ?? torchJobs(places.root);
  const resolved = await resolvedSteps(recipe.steps, {
    work: store.root,
    root: places.root,
    find: recipe.find,
    hashes,
    jobs,
  });
  const steps = placed(plannedSteps(resolved, rows.key), store);
  for (const step of steps) if (step.name === context.again) step.folder.empty();
  const reports = await runSteps({
    work: store.root,
    rows: rows.folder,
    shards: rows.shards,
    steps,
    workers,
    progress,
    signal,
    jobs,
    ...(context.openModel !== undefined && { openModel: context.openModel }),
  });
  return written({ recipe, sources, rows, steps, reports }, context);
}

/** What people took back since an export, for the person who watches. */
function takenBackLines({ name, rated }: HashedSource['config']): string[] {
  if (rated === undefined || rated.withdrawn.length === 0) return [];
  return [`${name}: ${whole(rated.withdrawn.length)} answers of ${rated.id} were taken back since, and are left out`];
}

/** What is left out because somebody wants it forgotten. */
function forgottenLines({ config: { name }, forgotten }: HashedSource): string[] {
  return forgotten.length === 0 ? [] : [`${name}: ${forgotten.join(', ')} is forgotten, and left out`];
}

/** What could not be read, for the person who watches. */
function refusedLines({ name, rows, refused, firstRefused }: Rows['sources'][number]): string[] {
  if (refused === 0) return [];
  const lost = firstRefused.filter((record) => record.lost === true);
  const shown = (lost.length > 0 ? lost : firstRefused).slice(0, SHOWN_REFUSALS);
  return [
    `${name}: ${whole(rows)} rows, ${whole(refused)} refused${lost.length > 0 ? `, ${lost.length} of them files` : ''}:`,
    ...shown.map(({ at, field, reason }) => `  ${at}: ${field === undefined ? '' : `${field} `}${reason}`),
  ];
}

const SHOWN_REFUSALS = 5;

interface Built {
  readonly recipe: Recipe;
  readonly sources: readonly HashedSource[];
  readonly rows: Rows;
  readonly steps: readonly PlacedStep[];
  readonly reports: readonly StepReport[];
}

async function written(built: Built, { places, progress, signal }: BuildContext): Promise<Published> {
  const { recipe, rows, steps, reports } = built;
  const statistics = emptyStatistics();
  const reported = steps.map(({ name, version, parameters }, at) => ({
    name,
    version,
    parameters,
    report: reports[at],
  }));
  const withReports = reported.flatMap(({ report, ...step }) => (report === undefined ? [] : [{ ...step, report }]));
  const meter = progress.begin('write', { total: rows.shards.length, unit: 'shards' });
  const published = await publish(datasetsOf(places), {
    name: recipe.name,
    description: recipe.description,
    licence: recipe.licence,
    sources: sourcesOf(built),
    steps: withReports.map(({ name, version, parameters, report: { rowsIn, rowsOut, changed, dropped, totals } }) => ({
      name,
      version,
      parameters,
      rowsIn,
      rowsOut,
      changed,
      dropped,
      ...(totals !== undefined && { totals }),
    })),
    shards: statesOf(built, (state) => countRow(statistics, state)),
    wrote: () => {
      signal.throwIfAborted();
      meter.add(1);
    },
    report: (manifest) =>
      reportPage({
        manifest,
        statistics,
        steps: withReports,
        refused: rows.sources.flatMap((source) => source.firstRefused),
      }),
  });
  meter.end();
  return published;
}

function* statesOf({ rows, steps }: Built, count: (state: RowState) => void): Generator<RowState[]> {
  for (const { name } of rows.shards) {
    const states = shardStates(rows.folder, name, steps);
    states.forEach(count);
    yield states;
  }
}

function sourcesOf({ recipe, sources, rows }: Built): ManifestParts['sources'] {
  return sources.map(({ config: { name, rated }, files, forgotten }, at) => {
    const { rows: read = 0, refused = 0 } = rows.sources.find((source) => source.name === name) ?? {};
    const licence = recipe.sources[at]?.licence ?? null;
    const known = files.filter(({ fault }) => fault === undefined);
    return {
      name,
      licence,
      rows: read,
      refused,
      files: known.map(({ name: path, sha256, bytes }) => ({ path, sha256, bytes })),
      ...(forgotten.length > 0 && { forgotten: forgotten.length }),
      ...(rated !== undefined && {
        feedback: { id: rated.id, withdrawn: rated.withdrawn.length, superseded: rated.superseded.length },
      }),
    };
  });
}
