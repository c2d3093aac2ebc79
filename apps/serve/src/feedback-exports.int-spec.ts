// Exports of feedback as administrators ask for them, and as a command that is killed at random moments.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { childEnvironment } from '@naru/config';
import { checkFeedbackManifest } from '@naru/contracts';
import { ConversationRow, FeedbackRow, MessageRow, newId, openDatabase } from '@naru/db';
import { aConversation, aMessage, newSqlitePlace } from '@naru/db/testing';

import type { FeedbackExportView } from './feedback/exports/feedback-exports.dto.ts';
import { signedIn } from './testing/people.ts';
import { RatedAnswers } from './testing/rated-answers.ts';
import { testServe } from './testing/test-serve.ts';

describe('exports of feedback', () => {
  it('are made, listed and downloaded by administrators, without what was not agreed to', async () => {
    const serve = await testServe({ authEnabled: true });
    const admin = await signedIn(serve, 'admin@example.org');
    const anna = await signedIn(serve, 'anna@example.org', admin);
    const { id } = await anna.conversation();
    const { sent } = await anna.chat(id, { content: '나루가 뭐예요?' });
    const feedback = `/api/messages/${sent.replies[0]?.message.id ?? ''}/feedback`;
    const make = () => admin.call<FeedbackExportView>('POST', '/api/admin/feedback-exports');
    await anna.call('PUT', feedback, { rating: 'up', consent: false });
    const without = await make();
    await anna.call('PUT', feedback, { rating: 'down', correction: '배가 닿는 곳', consent: true });

    const made = await make();
    const list = await admin.call('GET', '/api/admin/feedback-exports');
    const path = `/api/admin/feedback-exports/${encodeURIComponent(made.body.id)}/download`;
    const download = await fetch(serve.url + path, { headers: admin.headers });
    const folder = mkdtempSync(join(tmpdir(), 'naru-tar-'));
    writeFileSync(join(folder, 'export.tar'), Buffer.from(await download.arrayBuffer()));
    execFileSync('tar', ['xf', 'export.tar'], { cwd: folder });

    expect(without.body).toMatchObject({ answers: 0, pairs: 0 });
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ answers: 1, pairs: 1, withdrawn: 0 })]);
    expect(list.body).toEqual({ exports: [made.body, without.body] });
    expect(download.headers.get('content-disposition')).toBe(`attachment; filename="${made.body.id}.tar"`);
    expect(readdirSync(join(folder, made.body.id)).sort()).toEqual(['feedback.jsonl', 'manifest.json']);
    const line: unknown = JSON.parse(readFileSync(join(folder, made.body.id, 'feedback.jsonl'), 'utf8'));
    expect(line).toMatchObject({ correction: '배가 닿는 곳', turns: [{ content: '나루가 뭐예요?' }] });
    expect((await anna.call('GET', path)).status).toBe(403);
    const missing = await admin.call('GET', path.replace(/%40.{32}/, `%40${'0'.repeat(32)}`));
    expect([missing.status, missing.body]).toMatchObject([404, { error: { code: 'export.not-found' } }]);
    expect((await admin.call('GET', path.replace('feedback%40', '..%2F'))).status).toBe(400);
    await serve.close();
  }, 60_000);
});

const MAIN = join(import.meta.dirname, '../dist/main.js');
// More than one page of ids.
const ANSWERS = 600;
const KILLS = 4;

describe('npx nx run serve:export-feedback', () => {
  const place = newSqlitePlace();
  const out = mkdtempSync(join(tmpdir(), '나루 내보내기 '));
  const env = childEnvironment({ NODE_OPTIONS: '', DATABASE_URL: `sqlite:///${place.path}` });
  const args = [MAIN, 'export-feedback', `--out=${out}`];

  beforeAll(async () => {
    const database = await openDatabase(place);
    const anna = await new RatedAnswers(database).person();
    const talk = aConversation(anna);
    const questions = Array.from({ length: ANSWERS }, (_, at) =>
      aMessage(talk, { id: newId(), content: `질문 ${at}` }),
    );
    const answers = questions.map(({ id: parentId }, at) =>
      aMessage(talk, { id: newId(), parentId, role: 'assistant', content: `답 ${at} ${'가'.repeat(2000)}` }),
    );
    await database.write(async (manager) => {
      await manager.insert(ConversationRow, talk);
      for (const question of questions) await manager.insert(MessageRow, question);
      for (const answer of answers) {
        await manager.insert(MessageRow, answer);
        await manager.insert(FeedbackRow, { messageId: answer.id, rating: 'down', consent: true, updatedAt: 1 });
      }
    });
    await database.close();
  }, 120_000);

  it('leaves a whole export or none when it is killed, and the same one in the end', async () => {
    const begun = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const tookMs = performance.now() - begun;
    const [id = ''] = /feedback@[0-9a-f]{32}/.exec(stdout) ?? [];
    const bytes = readFileSync(join(out, id, 'feedback.jsonl'));
    execFileSync('rm', ['-r', join(out, id)]);

    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
      const exit = once(child, 'exit');
      await Promise.race([exit, sleep((tookMs * (kill + 1)) / (KILLS + 1))]);
      child.kill('SIGKILL');
      await exit;
      const whole = readdirSync(out).filter((name) => name.startsWith('feedback@'));
      for (const name of whole) {
        const manifest: unknown = JSON.parse(readFileSync(join(out, name, 'manifest.json'), 'utf8'));
        expect([name, checkFeedbackManifest(manifest).ok]).toEqual([id, true]);
      }
    }
    await promisify(execFile)(process.execPath, args, { env });

    expect(readdirSync(out)).toEqual([id]);
    expect(readFileSync(join(out, id, 'feedback.jsonl')).equals(bytes)).toBe(true);
  }, 300_000);

  it('refuses an option that it does not know', async () => {
    const failed = promisify(execFile)(process.execPath, [MAIN, 'export-feedback', '--output=x'], { env });

    await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--out') as string });
  });
});
