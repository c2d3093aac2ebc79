// Delivers one run and prints what became of it; a spec kills it: `node deliver.ts <run folder> <tracking URI>`.
import { MlflowSettings } from '@naru/mlflow-server';

import { createTracker } from '../tracking/index.ts';

const [runDir = '', trackingUri = ''] = process.argv.slice(2);
const settings = Object.assign(new MlflowSettings(), { trackingUri });
const log = { info: () => undefined, warn: () => undefined };
const outcome = await createTracker({ runDir, settings, log }).close({ deadlineMs: 120_000 });
process.stdout.write(JSON.stringify(outcome));
