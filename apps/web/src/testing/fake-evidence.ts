// Owns what the fake registry shows of versions: reports, lineage, a canary. The same each time.
import type {
  AuditEntry,
  Canary,
  CanaryMeasure,
  Lineage,
  Measure,
  Report,
  ReportSummary,
  Verdict,
  Version,
} from '../models/api/types.ts';
import { BASE } from './fake-store.ts';

export const BASE_ID = BASE;
export type FakeVerdicts = Map<string, Verdict>;

const DATASETS = [
  'support@3f9a1c5e7b2d4f6081a3c5e7f9b1d3f5',
  'support@91d0c2b4a6e8f0123456789abcdef012',
  'samples@cccccccccccccccccccccccccccccccc',
] as const;

export const VERSIONS: readonly Version[] = ['4c71aa0e', '9f3db51a', '1b8e02d7'].map((sha, index) => ({
  version: String(3 - index),
  name: `smollm2-135m@${sha}`,
  adapterSha256: sha.repeat(8),
  runId: `2026112${index}T101500-a1b2c${index}`,
  datasetId: DATASETS[index] ?? null,
  baseId: BASE_ID,
  createdAt: `2026-11-${String(22 - 2 * index)}T10:40:00.000Z`,
  aliases: [],
  verdict: null,
  mlflowUrl: `http://127.0.0.1:5000/#/models/${BASE_ID}/versions/${3 - index}`,
}));

const named = (name: string, sha256: string | null) => ({ name, version: null, adapterSha256: sha256 });

export function summaryOf(sha256: string, verdict: Verdict): ReportSummary {
  return {
    id: `20261122T110000-${sha256.slice(0, 6)}`,
    createdAt: '2026-11-22T11:00:00.000Z',
    candidate: named(`smollm2-135m@${sha256.slice(0, 8)}`, sha256),
    baseline: named('smollm2-135m@9f3db51a', '9f3db51a'.repeat(8)),
    verdict,
    gate: 'loss-and-format',
    because: [],
    contaminated: false,
    sha256: 'c'.repeat(64),
  };
}

function measure(fields: Partial<Measure> & Pick<Measure, 'measure' | 'title'>): Measure {
  return {
    unit: '',
    higherIsBetter: true,
    role: 'shown',
    items: 270,
    candidate: 0.71,
    baseline: 0.66,
    difference: 0.05,
    low: -0.012,
    high: 0.104,
    outcome: null,
    ...fields,
  };
}

const LOSS = {
  unit: 'bits',
  items: 44,
  candidate: 0.884,
  baseline: 1.207,
  difference: 0.323,
  low: 0.261,
  high: 0.388,
} as const;

const MEASURES: readonly Measure[] = [
  measure({
    measure: 'bits-per-byte',
    title: 'Bits per byte on held-out rows',
    role: 'primary',
    outcome: 'shown',
    ...LOSS,
  }),
  measure({
    measure: 'instructions-strict',
    title: 'Instructions followed, strict',
    role: 'guardrail',
    outcome: 'shown',
  }),
  measure({
    ...{
      measure: 'register',
      title: 'Korean answers in the register that is due',
      role: 'guardrail',
      outcome: 'open',
      items: 60,
    },
    ...{ candidate: 0.9, baseline: 0.933, difference: -0.033, low: -0.117, high: 0.05 },
  }),
  measure({
    ...{ measure: 'empty', title: 'Empty answers', role: 'guardrail', outcome: 'shown' },
    ...{ candidate: 0, baseline: 0.004, difference: 0.004, low: 0, high: 0.011 },
  }),
  measure({
    measure: 'chrf++',
    title: 'chrF++',
    unit: 'points',
    candidate: 31.2,
    baseline: 28.9,
    difference: 2.3,
    low: 0.8,
    high: 3.9,
  }),
  measure({
    measure: 'ttft',
    title: 'Time to the first token',
    unit: 'ms',
    candidate: 48,
    baseline: 41,
    difference: -7,
    low: -9,
    high: -5,
  }),
  measure({
    measure: 'kobest',
    title: 'KoBEST',
    candidate: null,
    baseline: null,
    difference: null,
    low: null,
    high: null,
    items: 0,
  }),
];

export function aReport(sha256: string, verdict: Verdict): Report {
  const { id, createdAt, candidate, baseline } = summaryOf(sha256, verdict);
  return {
    ...{ id, createdAt, verdict, candidate, baseline },
    because: [
      'bits-per-byte: +0.323 bits (0.261 to 0.388): a gain',
      'register: −3.3 points (−11.7 to +5.0): 60 items are too few to rule out a loss of more than 5 points',
    ],
    gate: { name: 'loss-and-format', level: 0.95 },
    engine: { kind: 'llama.cpp', version: '0.2.1' },
    sets: [
      { name: 'instructions.ko', items: 60 },
      { name: 'questions.en', items: 210 },
    ],
    measures: MEASURES,
    contamination: { checked: true, rows: 35_046, overlaps: [], note: null },
  };
}

export function lineageOf(version: Version, verdicts: FakeVerdicts, audit: readonly AuditEntry[]): Lineage {
  const { adapterSha256, name, datasetId, runId } = version;
  const verdict = verdicts.get(adapterSha256);
  const came = audit.find(({ alias, to }) => alias === 'production' && to?.adapterSha256 === adapterSha256);
  const went = audit.find(({ alias, from }) => alias === 'production' && from?.adapterSha256 === adapterSha256);
  return {
    sources: [
      { name: 'support-chats', rows: 41_200, refused: 17 },
      { name: '상담 기록', rows: 8400, refused: 0 },
      { name: 'feedback', rows: 320, refused: 0 },
    ],
    dataset: datasetId === null ? null : { id: datasetId, sha256: 'd'.repeat(64), rows: 38_940, here: true },
    base: { id: BASE_ID },
    run: { id: runId ?? '', mlflowUrl: 'http://127.0.0.1:5000/#/runs/1' },
    adapter: { name, sha256: adapterSha256, here: true },
    reports: verdict === undefined ? [] : [summaryOf(adapterSha256, verdict)],
    production: came ? [{ from: came.at, until: went?.at ?? null }] : [],
    answers: came
      ? { count: 1284, firstAt: came.at, lastAt: '2026-11-23T08:59:00.000Z' }
      : { count: 0, firstAt: null, lastAt: null },
  };
}

const HOUR_MS = 3_600_000;

/** Bounds of how much worse it is, which narrow towards a value with every conversation. */
function bounds(measure: string, title: string, towards: number, outcome: CanaryMeasure['outcome']): CanaryMeasure {
  const conversations = 212;
  const start = Date.parse('2026-11-23T02:00:00.000Z');
  const history = Array.from({ length: 24 }, (_, index) => {
    const width = 0.5 / Math.sqrt(1 + index);
    const [low, high] = [Math.max(-1, towards - width), Math.min(1, towards + width)];
    return { at: new Date(start + index * HOUR_MS).toISOString(), low, high };
  });
  const { low = -1, high = 1 } = history.at(-1) ?? {};
  return {
    ...{ measure, title, difference: towards, low, high, history, outcome },
    candidate: { conversations, mean: 0.1 + towards },
    baseline: { conversations: conversations * 4, mean: 0.1 },
    margin: 0.05,
    more: outcome === 'open' ? 140 : 0,
  };
}

export function aCanary(
  { candidate, baseline, mode, share }: Pick<Canary, 'candidate' | 'baseline' | 'mode' | 'share'>,
  policy: Partial<Canary['policy']> = {},
): Canary {
  return {
    id: 'canary-1',
    ...{ candidate, baseline, mode, share },
    policy: { measures: ['disliked'], level: 0.95, minimum: 50, maxHours: 24, onWin: 'wait', ...policy },
    state: 'running',
    by: 'Mina Han',
    startedAt: '2026-11-23T02:00:00.000Z',
    endsAt: '2026-11-24T02:00:00.000Z',
    endedAt: null,
    because: null,
    verdict: 'open',
    waitsFor: null,
    measures: [
      bounds('disliked', 'Feedback: up 0, none 0.5, down 1', -0.21, 'no worse'),
      bounds('regenerated', 'Answers that the person asked for again', 0.02, 'open'),
      bounds('failed', 'Answers that failed', 0, 'open'),
      bounds('first-token', 'Time to the first token, in tenths of 10 s', 0.18, 'worse'),
    ],
  };
}
