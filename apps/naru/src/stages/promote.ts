import { runStage, type StageContext } from './run-stage.ts';

export interface Evaluated {
  /** `<configuration>@<first 8 of its sha256>` */
  readonly adapter: string;
  readonly evalId: string;
}

/** `evaluate:promote`: what is in production already stays, and is said to be. */
export function promote({ adapter, evalId }: Evaluated, context: StageContext): Promise<void> {
  return runStage(
    { app: 'evaluate', args: ['promote', `--adapter=${adapter}`, `--report=${evalId}`, '--by=loop'] },
    context,
  );
}
