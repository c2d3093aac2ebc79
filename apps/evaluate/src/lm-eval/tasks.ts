import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { AppError } from '@naru/contracts';
import { fileSha256 } from '@naru/files';
import { parseDocument } from 'yaml';

/** A task of lm-eval whose data lies on this machine. */
export interface LocalTask {
  readonly name: string;
  /** The folder of its YAML, where lm-eval finds it. */
  readonly folder: string;
  /** Of its YAML, of those that it includes, and of its data. */
  readonly sha256: string;
}

const TASKS = 'apps/evaluate/lm-eval/tasks';
/** Readers of local files that the library datasets brings; any other `dataset_path` is a name on the hub. */
const LOCAL = ['json', 'csv', 'parquet', 'arrow', 'text'];

/**
 * The tasks of these names (those that Naru brings) or in these YAML files.
 *
 * @throws AppError `config.invalid` where there is none, or where its data would have to be fetched
 */
export async function readTasks(
  wanted: readonly string[],
  { root, cwd }: Readonly<Record<'root' | 'cwd', string>>,
): Promise<LocalTask[]> {
  return Promise.all(
    wanted.map((one) => {
      const path = [resolve(cwd, one), join(root, TASKS, `${one}.yaml`)].find(
        (place) => /\.ya?ml$/.test(place) && existsSync(place),
      );
      if (path !== undefined) return localTask(path, root);
      throw new AppError('config.invalid', `There is no task ${one} of lm-eval here.`, {
        hint: `Name a YAML file, or one of those in ${TASKS}.`,
      });
    }),
  );
}

/** Of all of them together. */
export const tasksSha256 = (tasks: readonly LocalTask[]): string =>
  hashOf(tasks.map(({ name, sha256 }) => `${name} ${sha256}`).sort());

async function localTask(path: string, root: string): Promise<LocalTask> {
  const { fields, files } = fieldsOf(path);
  const { task, dataset_path: reader, dataset_kwargs: kwargs } = fields;
  if (typeof task !== 'string') throw refused(path, 'names no task; groups and lists of tasks are not run here');
  if (typeof reader !== 'string' || !LOCAL.includes(reader)) {
    throw refused(path, `takes its data from ${String(reader)}, which is not on this machine`);
  }
  const data = filesIn((kwargs as { data_files?: unknown } | undefined)?.data_files).map((file) => resolve(root, file));
  if (data.length === 0) throw refused(path, 'names no data_files');
  const missing = data.find((file) => !existsSync(file));
  if (missing !== undefined) throw refused(path, `names the file ${missing}, which is not there`);
  const hashes = await Promise.all([...files, ...data].map((file) => fileSha256(file)));
  return { name: task, folder: dirname(path), sha256: hashOf(hashes) };
}

function refused(path: string, why: string): AppError {
  return new AppError('config.invalid', `${path} ${why}.`, {
    hint: `Tasks run offline: dataset_path is one of ${LOCAL.join(', ')}, and dataset_kwargs.data_files names files, from the workspace on.`,
  });
}

interface TaskFile {
  readonly fields: Readonly<Record<string, unknown>>;
  /** It and what it includes. */
  readonly files: readonly string[];
}

function fieldsOf(path: string): TaskFile {
  // Tags such as !function are lm-eval's to resolve.
  const document = parseDocument(readFileSync(path, 'utf8'), { logLevel: 'silent' });
  const own: unknown = document.errors.length === 0 ? document.toJS() : undefined;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) throw refused(path, 'is no YAML of a task');
  const { include, ...rest } = own as Record<string, unknown>;
  if (typeof include !== 'string') return { fields: rest, files: [path] };
  const included = resolve(dirname(path), include);
  if (!existsSync(included)) throw refused(path, `includes ${include}, which is not there`);
  const { fields, files } = fieldsOf(included);
  return { fields: { ...fields, ...rest }, files: [path, ...files] };
}

/** A name, a list of them, or either of these by split. */
function filesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesIn) : [];
}

const hashOf = (parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');
