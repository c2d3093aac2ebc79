// Owns reading results/<evalId>/: which evaluations there are and what they say. Does not know who may see them.
import { createReadStream } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { AppError, type EvaluationReport } from '@naru/contracts';
import { EVALUATION_ID, parseReport, readReport, type ReportFile } from '@naru/registry';

/** Nothing else is ever looked for: an id is never a path. */
export const EVAL_ID = EVALUATION_ID.source;
const isEvalId = (text: string): boolean => EVALUATION_ID.test(text);

/** What a list says of a report. */
export interface ReportSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly candidate: EvaluationReport['candidate'];
  readonly baseline: EvaluationReport['baseline'];
  readonly verdict: EvaluationReport['verdict'];
  readonly gate: string;
  readonly because: readonly string[];
  readonly contaminated: boolean;
  /** Of the bytes of report.json. */
  readonly sha256: string;
}

interface Known {
  readonly mtimeMs: number;
  readonly size: number;
  /** Undefined: it is no report. */
  readonly summary: ReportSummary | undefined;
}

export class EvaluationReports {
  readonly #folder: string;
  readonly #known = new Map<string, Known>();

  /** @param folder `results` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Newest first. A report that is not whole is left out; one that did not change is not read twice. */
  async list(): Promise<readonly ReportSummary[]> {
    const names = (await readdir(this.#folder).catch(() => [])).filter(isEvalId);
    const found = await Promise.all(names.map((id) => this.#summary(id)));
    return found.filter((summary) => summary !== undefined).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** Of exactly this adapter, newest first. */
  async of(adapterSha256: string): Promise<readonly ReportSummary[]> {
    return (await this.list()).filter(({ candidate }) => candidate.sha256 === adapterSha256);
  }

  /** @throws AppError `evaluation.not-found` */
  async get(id: string): Promise<{ readonly sha256: string; readonly report: EvaluationReport }> {
    const file = await this.file(id);
    const report = file === null ? undefined : reportIn(file, id);
    if (file === null || report === undefined) throw notFound(id);
    return { sha256: file.sha256, report };
  }

  /** The bytes as they are; null: there is none. */
  file(id: string): Promise<ReportFile | null> {
    return readReport(this.#folder, id);
  }

  /** The page that stands alone. @throws AppError `evaluation.not-found` */
  async html(id: string): Promise<Readable> {
    const path = join(this.#folder, id, 'report.html');
    if (!isEvalId(id)) throw notFound(id);
    await access(path).catch((cause: unknown) => {
      throw notFound(id, cause);
    });
    return createReadStream(path);
  }

  async #summary(id: string): Promise<ReportSummary | undefined> {
    const file = await stat(join(this.#folder, id, 'report.json')).catch(() => undefined);
    if (file === undefined) return undefined;
    const { mtimeMs, size } = file;
    const known = this.#known.get(id);
    if (known?.mtimeMs === mtimeMs && known.size === size) return known.summary;
    const read = await this.file(id);
    const report = read === null ? undefined : reportIn(read, id);
    const summary = report === undefined || read === null ? undefined : summaryOf(report, read.sha256);
    this.#known.set(id, { mtimeMs, size, summary });
    return summary;
  }
}

function reportIn(file: ReportFile, id: string): EvaluationReport | undefined {
  const parsed = parseReport(file);
  return parsed.ok && parsed.report.id === id ? parsed.report : undefined;
}

function summaryOf({ gate, contamination, ...report }: EvaluationReport, sha256: string): ReportSummary {
  const { id, createdAt, candidate, baseline, verdict, because } = report;
  const contaminated = contamination.overlaps.length > 0;
  return { id, createdAt, candidate, baseline, verdict, because, gate: gate.name, contaminated, sha256 };
}

const notFound = (id: string, cause?: unknown): AppError =>
  new AppError('evaluation.not-found', `There is no report of an evaluation ${id.slice(0, 40)} here.`, { cause });
