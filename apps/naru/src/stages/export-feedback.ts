import { AppError } from '@naru/contracts';

import { runStage, type StageContext } from './run-stage.ts';

export interface ExportedFeedback {
  /** `feedback@<sha>` */
  readonly id: string;
  /** The same content was exported before. */
  readonly known: boolean;
}

/** `serve:export-feedback`: what people rated and agreed to have learned from. */
export async function exportFeedback(context: StageContext, print: (line: string) => void): Promise<ExportedFeedback> {
  let found: ExportedFeedback | undefined;
  const onLine = (line: string): void => {
    print(`  ${line}`);
    const id = /^feedback@[0-9a-f]{32}/.exec(line)?.[0];
    if (id !== undefined) found = { id, known: line.includes('was there already') };
  };
  await runStage({ app: 'serve', args: ['export-feedback'], onLine }, context);
  if (found === undefined) throw new AppError('internal', 'serve export-feedback named no export.');
  return found;
}
