import type { Row } from './row.ts';

/** What was said, for comparing; a system prompt is often the same for all. */
export const spokenText = ({ messages }: Row): string =>
  messages
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => content)
    .join('\n');
