import {
  checkEvaluationReport,
  type EvaluationGate,
  type EvaluationItem,
  type EvaluationReport,
} from '@naru/contracts';

import type { Subject } from '../subjects/subject.ts';
import { keyOfInputs, type Inputs } from './inputs.ts';
import { makeReport } from './make-report.ts';

const GATE: EvaluationGate = {
  ...{ name: 'test', description: '', primary: { measure: 'chrf', worth: 1 }, guardrails: [] },
  ...{ minimum_items: 10, level: 0.95, resamples: 1000, seed: 1 },
};

const subject = (sha256: string | null): Subject => ({
  about: {
    ...{
      kind: sha256 === null ? 'base' : 'adapter',
      name: sha256 === null ? 'tiny' : `a@${sha256.slice(0, 8)}`,
      sha256,
    },
    ...{ runId: null, baseId: 'tiny', baseSha256: null, datasetId: null, datasetSha256: null },
    ...{ chatTemplateSha256: null, mlflowRunId: null },
  },
  base: { id: 'tiny', format: 'gguf', path: '/models/tiny.gguf', revision: null, licence: null },
  adapter: null,
});

const ITEMS = Array.from({ length: 12 }, (_, at): EvaluationItem => ({
  ...{ id: `q-${at}`, kind: 'question', language: 'ko', topic: 't' },
  prompt: `${at}번 서버는 어디에 있나요?`,
  references: [`${at}번 서버는 서울에 있습니다.`],
}));

const inputs = (seed = 1): Inputs => ({
  candidate: subject('ab'.repeat(32)),
  baseline: subject(null),
  sets: [{ name: 'mine.ko', sha256: 'cd'.repeat(32), language: 'ko', items: ITEMS }],
  heldOut: undefined,
  gate: GATE,
  sampling: { temperature: 0, seed, maxNewTokens: 8 },
  session: { about: { kind: 'llama.cpp', version: '1', baseFormat: 'gguf' }, key: {}, engine: undefined as never },
});

const CLEAN: EvaluationReport['contamination'] = { checked: true, datasetId: 'd@1', rows: 9, overlaps: [], note: null };

function report(contamination: EvaluationReport['contamination']): EvaluationReport {
  const answer = (text: string) => ({ answer: { text, finishReason: 'stop', ms: 9, ttftMs: 1, tokens: 3 } });
  const asked = ITEMS.map((item) => ({
    ...{ set: 'mine.ko', item, baseline: answer('모릅니다') },
    candidate: answer(item.kind === 'question' ? item.references[0] : ''),
  }));
  const made = { asked, answers: 24, tokens: 72 };
  const parts = { id: '20261123T010203-abc123', key: keyOfInputs(inputs()), inputs: inputs(), made, seconds: 1.26 };
  return makeReport({ ...parts, contamination }).report;
}

describe('a report', () => {
  it('fits its schema, and holds nothing of this machine', () => {
    const made = report(CLEAN);

    expect(checkEvaluationReport(made)).toMatchObject({ ok: true });
    expect(made).toMatchObject({ verdict: 'better', timings: { seconds: 1.3 }, heldOut: null });
    expect(JSON.stringify(made)).not.toContain('/models/');
  });

  it('is not better for a candidate that learned an item, whatever its figures, and says which', () => {
    const overlap = { set: 'mine.ko', item: 'q-3', kind: 'n-gram' as const, share: 0.9, excerpt: '서울에 있습니다' };
    const { verdict, because, measures } = report({ ...CLEAN, overlaps: [overlap] });

    expect(verdict).toBe('not better');
    expect(because[0]).toMatch(/^contaminated: 1 of the items .* of d@1 that it learned from \(mine\.ko\/q-3\)$/);
    expect(measures.find(({ measure }) => measure === 'chrf')?.outcome).toBe('shown');
  });

  it('has a key that changes with its inputs', () => {
    expect(keyOfInputs(inputs(1))).toBe(keyOfInputs(inputs(1)));
    expect(keyOfInputs(inputs(1))).not.toBe(keyOfInputs(inputs(2)));
  });
});
