import { loggerTo } from '@naru/logging';

import { createNestApp } from '../app/create-nest-app.ts';
import type { NestApp, NestAppOptions } from '../app/nest-app.ts';

export interface TestApp extends NestApp {
  readonly url: string;
  /** Every line that was logged. */
  readonly lines: Readonly<Record<string, unknown>>[];
}

/** An app on a free port of this machine, its log kept. */
export async function startTestApp(
  module: NestAppOptions['module'],
  options: Partial<NestAppOptions> = {},
): Promise<TestApp> {
  const lines: Record<string, unknown>[] = [];
  const log = loggerTo(
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    'test',
    'debug',
  );
  const made = await createNestApp({ module, log, document: { title: 'Test', version: '0.1.0' }, ...options });
  const url = await made.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(made, { url, lines });
}
