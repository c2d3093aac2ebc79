import { createHash } from 'node:crypto';

import type { EvaluationReport } from '@naru/contracts';

import type { ReportFile } from '../registry.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';

export type ReportChange = Partial<Omit<EvaluationReport, 'candidate' | 'baseline'>> & {
  readonly candidate?: Partial<EvaluationReport['candidate']>;
  readonly baseline?: Partial<EvaluationReport['baseline']>;
};

/** A report that says "better" of an adapter held against the base model. */
export function aReport(adapter: AdapterFiles, { candidate, baseline, ...over }: ReportChange = {}): ReportFile {
  const { runId, name, sha256, baseId, baseSha256 = null, datasetId, datasetSha256, chatTemplateSha256 } = adapter;
  const about = { kind: 'adapter', runId, name, sha256, baseId, baseSha256, datasetId, datasetSha256 } as const;
  const nothing = { runId: null, sha256: null, datasetId: null, datasetSha256: null, mlflowRunId: null };
  const base = { kind: 'base', name: baseId, baseId, baseSha256, ...nothing } as const;
  const report: EvaluationReport = {
    v: 1,
    ...{ id: `20261123T010000-${sha256.slice(0, 6)}`, key: 'ee'.repeat(32), createdAt: '2026-11-23T01:00:00.000Z' },
    candidate: { ...about, chatTemplateSha256, mlflowRunId: null, ...candidate },
    baseline: { ...base, chatTemplateSha256, ...baseline },
    engine: { kind: 'llama.cpp', version: 'xllamacpp 0.2.1', baseFormat: 'gguf' },
    sampling: { temperature: 0, seed: 1, maxNewTokens: 64 },
    sets: [{ name: 'questions.ko', sha256: 'ff'.repeat(32), items: 100, language: 'ko' }],
    ...{ heldOut: null, gate: GATE, gateSha256: '11'.repeat(32) },
    ...{ verdict: 'better', because: ['bits-per-byte: +0.300: a gain'] },
    measures: [MEASURE],
    ...{ slices: [], corpus: [], judge: null, lmEval: null },
    contamination: { checked: true, datasetId, rows: 400, overlaps: [], note: null },
    timings: { seconds: 1, answers: 1, tokens: 1 },
    ...over,
  };
  const json = JSON.stringify(report);
  return { json, sha256: createHash('sha256').update(json).digest('hex') };
}

const GATE: EvaluationReport['gate'] = {
  ...{ name: 'loss', description: '', primary: { measure: 'bits-per-byte', worth: 0.01 }, guardrails: [] },
  ...{ minimum_items: 30, level: 0.95, resamples: 1000, seed: 1 },
};

const MEASURE: EvaluationReport['measures'][number] = {
  ...{ measure: 'bits-per-byte', title: 'Bits per byte', unit: 'bits', higherIsBetter: false, role: 'primary' },
  ...{ items: 44, clusters: 44, candidate: 0.9, baseline: 1.2, difference: 0.3, low: 0.25, high: 0.35 },
  ...{ adjustedP: 0.0001, outcome: 'shown', because: 'a gain' },
};
