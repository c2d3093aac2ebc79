// Owns how good a row is, in one figure with its reasons. Does not know what is right: a wrong answer in good form
// passes. Judges what the normalize step leaves.
import type { Message, Row } from '../../rows/row.ts';
import { turnLanguage } from '../../rows/turn-language.ts';
import type { Decision, RowStep } from '../step.ts';
import { judgeAnswer, judgeQuestion, see, type Seen, type Severities } from './judge-turn.ts';
import { qualityDefaults, REASONS, type QualityParameters, type Reason } from './parameters.ts';

export { qualityDefaults, REASONS, type QualityParameters, type Ramp, type Reason } from './parameters.ts';

/** What a reason took from a turn's score. */
export interface QualityReason {
  /** Place of the turn in the row's messages. */
  readonly turn: number;
  readonly reason: Reason;
  readonly took: number;
}

/** What the step notes of a row. */
export interface QualityNotes {
  /** 0 to 1: that of the worst turn, since every answer is learned. */
  readonly score: number;
  /** Scores of the turns, where one lost something; the system turn is not judged. */
  readonly turns?: readonly number[];
  readonly reasons?: readonly QualityReason[];
}

export const quality: RowStep<QualityParameters> = {
  name: 'quality',
  version: 1,
  defaults: qualityDefaults,
  prepare: (parameters) => (row) => decide(row, parameters),
  told: (notes) => {
    const { score, reasons = [] } = notes as unknown as QualityNotes;
    return { score, reason: reasons.map(({ reason }) => reason) };
  },
};

function decide(row: Row, parameters: QualityParameters): Decision {
  const reasons = reasonsOf(row, parameters);
  if (reasons.length === 0) return { notes: { score: 1 } };
  const turns = row.messages.map((_, turn) => scoreOf(reasons.filter((reason) => reason.turn === turn)));
  const score = Math.min(...turns);
  const notes = { score, turns, reasons } satisfies QualityNotes;
  if (score >= parameters.threshold) return { notes };
  const worst = turns.indexOf(score);
  const strongest = reasons
    .filter((reason) => reason.turn === worst)
    .reduce((most, reason) => (reason.took > most.took ? reason : most));
  return { drop: strongest.reason, notes };
}

function reasonsOf(row: Row, parameters: QualityParameters): QualityReason[] {
  const reasons: QualityReason[] = [];
  const system = row.messages[0]?.role === 'system' ? row.messages[0].content : '';
  let question: Seen | undefined;
  for (const [turn, message] of row.messages.entries()) {
    if (message.role === 'system') continue;
    // The measure of a question is read after its answer was measured, its letters are not: see measure.ts.
    const seen = see(message.content, turnLanguage(message));
    if (message.role === 'user') {
      question = seen;
      add(reasons, turn, judgeQuestion(seen, parameters), parameters);
    } else add(reasons, turn, judgeAnswer(seen, question ?? NOTHING, system, parameters), parameters);
  }
  return reasons;
}

const EMPTY: Message = { role: 'user', content: '' };
const NOTHING = see('', turnLanguage(EMPTY));

function add(reasons: QualityReason[], turn: number, severities: Severities, parameters: QualityParameters): void {
  for (const reason of REASONS) {
    const took = round((severities[reason] ?? 0) * parameters.weights[reason]);
    if (took > 0) reasons.push({ turn, reason, took });
  }
}

function scoreOf(reasons: readonly QualityReason[]): number {
  return round(Math.max(0, 1 - reasons.reduce((sum, reason) => sum + reason.took, 0)));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
