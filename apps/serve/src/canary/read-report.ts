import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ReportFile } from '@naru/registry';

import type { ReadReport } from './promote-winner.ts';

export const EVAL_ID = /^\d{8}T\d{6}-[\da-z]{6}$/;

/** Reads reports of evaluations. @param folder `results` */
export const reportsIn =
  (folder: string): ReadReport =>
  async (evalId): Promise<ReportFile | null> => {
    if (!EVAL_ID.test(evalId)) return null;
    try {
      const bytes = await readFile(join(folder, evalId, 'report.json'));
      return { json: bytes.toString('utf8'), sha256: createHash('sha256').update(bytes).digest('hex') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
