import { AppError } from '@naru/contracts';

import { inBatches } from './batches.ts';
import { requireTemplate } from './formats/documents.ts';
import { listFiles, type Listed } from './place/list-files.ts';
import { openFile, type OpenFile } from './place/open-file.ts';
import { recordsOf } from './read-file.ts';
import { FileFault, shown, type ReadResult, type RefusedRecord } from './result.ts';
import { resultsOf } from './results-of.ts';
import { DEFAULT_LIMITS, type ReadLimits, type SourceConfig } from './source.ts';

/** A dataset of the hub as a folder on this machine. */
export type PullDataset = (wanted: {
  readonly repo: string;
  readonly revision?: string;
  readonly files?: readonly string[];
}) => Promise<string>;

export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** Needed for sources of the hub only. */
  readonly pullDataset?: PullDataset;
  /** Told of bytes of the file as they are read; its first ones may be told twice. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * The rows of a source and what was refused of it, in the order of its files and lines.
 *
 * @throws AppError `data.not-found`, `data.invalid`, `config.invalid` for the source as a whole, `data.changed` for a
 *   file that is written meanwhile; what is wrong with a file or a row is a refused record
 */
export async function* readSource(source: SourceConfig, options: ReadOptions = {}): AsyncGenerator<ReadResult[]> {
  for (const file of await filesOf(source, options)) yield* readFile(file, source, options);
}

/** The files of a source in the order in which they are read. @throws AppError as `readSource` */
export async function filesOf(source: SourceConfig, options: ReadOptions = {}): Promise<Listed[]> {
  if (source.template !== undefined) requireTemplate(source.template);
  if (source.rated?.answers === 0) return [];
  const files = await listFiles(await placeOf(source, options), source.files, { ...DEFAULT_LIMITS, ...options.limits });
  return source.hub === undefined ? files : files.filter(({ name }) => name !== PULL_MANIFEST);
}

/** One file of a source. @throws AppError `data.changed` */
export async function* readFile(
  file: Listed,
  source: SourceConfig,
  options: ReadOptions = {},
): AsyncGenerator<ReadResult[]> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const name = nameOf(file);
  const toResult = resultsOf(source, name);
  let open: OpenFile | undefined;
  let found = false;
  try {
    if (file.fault !== undefined) throw new FileFault(file.fault);
    open = await openFile(file.path, options.onBytes);
    for await (const batch of inBatches(recordsOf(open, file.name, source, limits), toResult, limits.batchRows)) {
      found = true;
      yield batch;
    }
    if (!found) throw new FileFault('has no rows');
    await open.requireUnchanged();
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await open?.requireUnchanged();
    yield [{ refused: lostFile(name, error) }];
  } finally {
    await open?.close();
  }
}

const PULL_MANIFEST = 'naru-pull.json'; // what libs/hub keeps beside what it brought
const MAX_NAME_CHARACTERS = 300;

/** A file's name as rows and refusals give it. */
export const nameOf = (file: Listed): string => shown(file.name, MAX_NAME_CHARACTERS);

function lostFile(file: string, { message, line }: FileFault): RefusedRecord {
  const at = line === undefined ? file : `${file}:${line}`;
  return { at, file, ...(line !== undefined && { line }), reason: message, lost: true };
}

async function placeOf(source: SourceConfig, { pullDataset }: ReadOptions): Promise<string> {
  const { name, path, hub, revision, files } = source;
  if ((path === undefined) === (hub === undefined)) {
    throw new AppError(
      'config.invalid',
      `Source "${name}" needs a path, a dataset of the hub (\`hub:\`) or an export of feedback.`,
    );
  }
  if (hub === undefined) return path ?? '';
  if (pullDataset === undefined) throw new AppError('internal', 'Nothing here can pull a dataset of the hub.');
  return pullDataset({ repo: hub, ...(revision !== undefined && { revision }), ...(files !== undefined && { files }) });
}
