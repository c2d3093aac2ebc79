import type { CanaryPolicy } from '@naru/db';

import { MEASURE_NAMES } from './measures.ts';

/** What holds where nobody says otherwise. */
export const DEFAULT_POLICY: CanaryPolicy = {
  measures: MEASURE_NAMES,
  level: 0.95,
  minimum: 30,
  windowMinutes: 10,
  maxHours: 72,
  onWin: 'wait',
};
