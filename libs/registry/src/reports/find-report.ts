import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ReportFile } from '../registry.ts';
import { parseReport } from './parse-report.ts';

/** How an evaluation is called: `20261123T010203-abc123`. */
export const EVALUATION_ID = /^\d{8}T\d{6}-[\da-z]{6}$/;

/**
 * The report of an evaluation; null where there is none of that id.
 *
 * @param folder `results`
 */
export async function readReport(folder: string, evalId: string): Promise<ReportFile | null> {
  if (!EVALUATION_ID.test(evalId)) return null;
  try {
    const bytes = await readFile(join(folder, evalId, 'report.json'));
    return { json: bytes.toString('utf8'), sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/**
 * The reports about an adapter, the newest first. What cannot be read as a report is left out.
 *
 * @param folder `results`
 */
export async function reportsAbout(folder: string, adapterSha256: string): Promise<ReportFile[]> {
  const names = await readdir(folder).catch(() => []);
  const ids = names
    .filter((name) => EVALUATION_ID.test(name))
    .sort()
    .reverse();
  const files = await Promise.all(ids.map((id) => readReport(folder, id)));
  return files.filter((file): file is ReportFile => {
    const parsed = file === null ? undefined : parseReport(file);
    return parsed?.ok === true && parsed.report.candidate.sha256 === adapterSha256;
  });
}
