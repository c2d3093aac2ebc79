// Owns what private data in a row's turns becomes: typed placeholders, the same for the same value throughout the
// conversation. Does not know how it is found.
import { scrubConversation, type Kind } from '@naru/private-data';

import type { Row } from '../../rows/row.ts';
import type { Decision, RowStep } from '../step.ts';

export interface PrivateDataParameters {
  /** Kinds to replace; all where empty. */
  readonly kinds: readonly Kind[];
}

export const privateData: RowStep<PrivateDataParameters> = {
  name: 'private-data',
  version: 1,
  defaults: { kinds: [] },
  prepare: ({ kinds }) => {
    const options = kinds.length === 0 ? {} : { kinds };
    return (row) => scrubbed(row, options);
  },
};

function scrubbed(row: Row, options: Parameters<typeof scrubConversation>[1]): Decision {
  const turns = row.messages.length;
  const rejected = row.feedback?.rejected ?? [];
  const results = scrubConversation(
    [...row.messages, ...rejected].map(({ content }) => content),
    options,
  );
  const found: Record<string, number> = {};
  for (const { finds } of results) for (const { kind } of finds) found[kind] = (found[kind] ?? 0) + 1;
  if (Object.keys(found).length === 0) return {};
  const messages = row.messages.map((message, at) => ({ ...message, content: results[at]?.text ?? message.content }));
  const others = rejected.map((one, at) => ({ ...one, content: results[turns + at]?.text ?? one.content }));
  const feedback = row.feedback === undefined ? {} : { feedback: { ...row.feedback, rejected: others } };
  return { row: { ...row, messages, ...feedback }, notes: { found } };
}
