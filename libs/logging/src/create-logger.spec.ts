import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Secret } from '@naru/config';

import { createLogger, loggerTo } from './create-logger.ts';
import { withLogContext } from './log-context.ts';
import { LoggingSettings } from './settings.ts';

function captured() {
  const lines: Record<string, unknown>[] = [];
  const log = loggerTo(
    { write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>) },
    'test',
  );
  return { log, lines };
}

describe('a log line', () => {
  it('carries the run it belongs to, across awaits', async () => {
    const { log, lines } = captured();

    await withLogContext({ runId: 'r1' }, async () => {
      await Promise.resolve();
      log.info('한 단계');
    });
    log.info('outside');

    expect(lines[0]).toMatchObject({ level: 'info', service: 'test', runId: 'r1', msg: '한 단계' });
    expect(lines[1]).not.toHaveProperty('runId');
  });

  it('shows no secret, by key or by value', () => {
    const { log, lines } = captured();
    const token = new Secret('hf_0123456789');

    log.info({ token: 'x', headers: { authorization: 'Bearer y' }, holder: token }, `sent ${token.reveal()}`);

    expect(lines[0]).toMatchObject({ token: '[secret]', headers: { authorization: '[secret]' }, holder: '[secret]' });
    expect(lines[0]?.['msg']).toBe('sent [secret]');
  });

  it('is in a file of LOG_DIR once the logger is closed', async () => {
    const settings = Object.assign(new LoggingSettings(), { dir: mkdtempSync(join(tmpdir(), 'naru-logs-')) });
    const logger = await createLogger({ service: 'train', settings, console: 'none' });

    logger.log.warn('kept');
    await logger.close();

    const [file] = readdirSync(settings.dir);
    expect(file).toMatch(/^train\..*\.log$/);
    expect(readFileSync(join(settings.dir, file ?? ''), 'utf8')).toContain('"msg":"kept"');
  });
});
