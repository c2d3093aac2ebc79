// Owns what a text looks like before anyone compares, counts or judges it. Does not know what the text means.
import type { Message, Row, RowFeedback } from '../../rows/row.ts';
import type { Decision, RowStep } from '../step.ts';
import { normalizeText, type Counts } from './normalize-text.ts';
import { normalizeDefaults, type NormalizeParameters } from './parameters.ts';

export type { Counts, Kind } from './normalize-text.ts';
export { normalizeDefaults, type NormalizeParameters } from './parameters.ts';

/** Notes: `changed`, places changed by kind. A turn of which nothing is left drops the row; a system turn goes. */
export const normalize: RowStep<NormalizeParameters> = {
  name: 'normalize',
  version: 1,
  defaults: normalizeDefaults,
  prepare: (parameters: NormalizeParameters) => (row: Row) => decide(row, parameters),
};

function decide(row: Row, parameters: NormalizeParameters): Decision {
  const changed: Counts = {};
  const messages: Message[] = [];
  let same = true;
  for (const message of row.messages) {
    const content = normalizeText(message.content, parameters, changed);
    if (content === message.content) {
      messages.push(message);
      continue;
    }
    same = false;
    if (content !== '') messages.push({ role: message.role, content });
    else if (message.role !== 'system') return { drop: 'empty', notes: { changed } };
  }
  const feedback = row.feedback === undefined ? undefined : normalizedFeedback(row.feedback, parameters, changed);
  if (same && feedback === row.feedback) return {};
  return { row: { ...row, messages, ...(feedback !== undefined && { feedback }) }, notes: { changed } };
}

/** The same object where nothing changed. A text of which nothing is left is no longer compared with. */
function normalizedFeedback(feedback: RowFeedback, parameters: NormalizeParameters, changed: Counts): RowFeedback {
  const rejected = feedback.rejected
    .map((one) => ({ ...one, content: normalizeText(one.content, parameters, changed) }))
    .filter(({ content }) => content !== '');
  const same = feedback.rejected.every(({ content }, at) => rejected[at]?.content === content);
  return same ? feedback : { ...feedback, rejected };
}
