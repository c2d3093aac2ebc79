import type { Database } from '@naru/db';

import type { NaruSettings } from '../settings.ts';
import type { ServeApi } from '../stages/canary.ts';
import { inProduction } from '../stages/in-production.ts';
import type { LoopStep } from './step.ts';
import { datasetStep } from './steps/dataset-step.ts';
import { evaluateStep } from './steps/evaluate-step.ts';
import { feedbackStep } from './steps/feedback-step.ts';
import { releaseStep } from './steps/release-step.ts';
import { trainStep } from './steps/train-step.ts';

/** From feedback to what is served. */
export function loopSteps(database: Database, settings: NaruSettings): LoopStep[] {
  const serve: ServeApi = {
    url: settings.serveUrl ?? `http://127.0.0.1:${settings.servePort}`,
    fetch: globalThis.fetch,
    key: settings.apiKey?.reveal(),
  };
  return [feedbackStep, datasetStep, trainStep, evaluateStep(() => inProduction(database)), releaseStep(serve)];
}
