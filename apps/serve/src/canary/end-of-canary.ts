import type { AuditedVersion, CanaryRow, CanaryState } from '@naru/db';

import type { ServedModel } from '../models/served-models.ts';
import type { Comparison, ComparedMeasure } from './comparison.ts';

/** How a canary ends, and why, in a sentence. */
export interface End {
  readonly state: Exclude<CanaryState, 'running'>;
  readonly because: string;
}

export interface Around {
  /** By the audit; null: the base model. */
  readonly production: AuditedVersion | null;
  /** Undefined: its run is gone. */
  readonly candidate: ServedModel | undefined;
}

/** Whether a canary is over; undefined: it goes on. What is bad for people comes before everything else. */
export function endOf(row: CanaryRow, comparison: Comparison, around: Around, nowMs = Date.now()): End | undefined {
  const { candidate, production } = around;
  const inProduction = production?.adapterSha256 ?? null;
  if (inProduction === row.candidateSha256)
    return { state: 'promoted', because: `${row.candidateName} is in production.` };
  const worse = comparison.measures.filter(({ outcome }) => outcome === 'worse');
  if (worse.length > 0) return { state: 'rolled-back', because: worse.map(wordsOf).join('; ') };
  if (candidate === undefined) return { state: 'rolled-back', because: `${row.candidateName} is no longer here.` };
  if (!candidate.ready && candidate.description !== null) {
    return { state: 'rolled-back', because: `The engine does not serve it: ${candidate.description}` };
  }
  if (inProduction !== row.baselineSha256) {
    const now = production?.name ?? 'the base model';
    return { state: 'stopped', because: `Production changed to ${now}: what it was held against is no longer there.` };
  }
  if (nowMs < row.endsAt) return undefined;
  const open = comparison.measures.filter(({ outcome }) => outcome === 'open');
  const because =
    comparison.verdict === 'won'
      ? 'It was no worse in anything; nobody promoted it in time.'
      : `Its time is over, and these are open: ${open.map(({ title }) => title).join('; ')}.`;
  return { state: 'timed-out', because };
}

function wordsOf({ title, candidate, baseline, low }: ComparedMeasure): string {
  const mean = (value: number | null): string => (value ?? 0).toFixed(3);
  return `${title}: ${mean(candidate.mean)} against ${mean(baseline.mean)}, worse by ${low.toFixed(3)} at least`;
}
