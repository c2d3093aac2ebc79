import { exportFeedback } from '../../stages/export-feedback.ts';
import type { LoopStep } from '../step.ts';

/** What people rated and agreed to leaves the database. The export's id is its hash: only making it tells what is new. */
export const feedbackStep: LoopStep = {
  name: 'feedback',
  title: 'Export what people rated and agreed to have learned from',
  plan: ({ policy }) =>
    Promise.resolve(policy.feedback ? { key: null } : { skip: `the policy ${policy.name} takes no feedback` }),
  isThere: () => Promise.resolve(true),
  run: async ({ stage, print }) => {
    const { id, known } = await exportFeedback(stage, print);
    return { made: { feedbackId: id }, ...(known && { unchanged: `${id} was there already` }) };
  },
};
