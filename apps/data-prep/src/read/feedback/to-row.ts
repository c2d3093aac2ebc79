// Owns what of a rated answer becomes a row, and what stands beside it as liked less. Does not know files.
import { checkFeedbackAnswer, preferenceOf, type FeedbackAnswer, type Preference } from '@naru/contracts';

import type { Row } from '../../rows/row.ts';
import { Fault, type ReadNote, type ReadResult } from '../result.ts';
import { conversationOf } from '../shapes/conversation.ts';
import type { Mend, RatedAnswers } from '../source.ts';
import { refusal, type ToResult } from '../shapes/to-row.ts';

export interface RatedSource {
  readonly name: string;
  readonly rated: RatedAnswers;
}

// As the model was asked: a turn that came to nothing was left out, and two questions stood together.
const MEND: Mend = { 'same-role': 'join', 'empty-turn': 'drop' };

/** Makes rows of the lines of a feedback file. @param file as rows and refusals name it */
export function ratedResults({ name, rated }: RatedSource, file: string): ToResult {
  const withdrawn = new Set(rated.withdrawn);
  const superseded = new Set(rated.superseded);
  return ({ value, line }): ReadResult => {
    if (value instanceof Fault) return refusal(file, line, value);
    const checked = checkFeedbackAnswer(value);
    if (!checked.ok) {
      const [problem] = checked.problems;
      return refusal(file, line, new Fault(problem?.field, 'is not as a feedback file has it'));
    }
    const answer = checked.value;
    if (withdrawn.has(answer.messageId)) return { skipped: 'withdrawn' };
    if (superseded.has(answer.messageId)) return { skipped: 'in-later-export' };
    const others = answer.others.filter(({ messageId }) => !withdrawn.has(messageId));
    const preference = preferenceOf({ ...answer, others });
    if (preference === undefined) return { skipped: 'nothing-to-learn' };
    const notes: ReadNote[] = [];
    const row = rowOf(answer, preference, { source: name, at: `${file}:${line}` }, notes);
    if (row instanceof Fault) return refusal(file, line, row);
    return notes.length === 0 ? { row } : { row, notes };
  };
}

function rowOf(
  { messageId, person, conversation, turns }: FeedbackAnswer,
  { chosen, rejected }: Preference,
  place: Pick<Row, 'source' | 'at'>,
  notes: ReadNote[],
): Row | Fault {
  const list = [...turns, { role: 'assistant', content: chosen }];
  const messages = conversationOf({ list, field: 'turns', role: 'role', text: 'content' }, { mend: MEND }, notes);
  if (messages instanceof Fault) return messages;
  return {
    messages,
    ...place,
    id: messageId,
    // Where nobody signs in, a conversation is all that is known to belong together.
    person: person ?? `conversation ${conversation}`,
    feedback: { messageId, rejected: rejected.filter(({ content }) => isText(content)) },
  };
}

const isText = (content: string): boolean => content.isWellFormed() && !content.includes('\0');
