import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AdapterRow, ConversationRow, MessageRow, newId } from '@naru/db';
import { aMessage } from '@naru/db/testing';
import type { AdapterFiles, ReportFile } from '@naru/registry';
import { scratchRegistry, type ReportChange, type ScratchRegistry } from '@naru/registry/testing';

import type { Client } from '../testing/client.ts';
import { signedIn } from '../testing/people.ts';
import { testServe, type TestServe } from '../testing/test-serve.ts';
import type { AuditPageView } from './audit-log.dto.ts';
import type { LineageView } from './lineage.dto.ts';
import type { AuditEntryView, DemandsView } from './promotions.dto.ts';
import type { RegistryStateView } from './registry-state.dto.ts';
import type { ReportsView, WholeReportView } from './reports.dto.ts';

const REGISTRY = '/api/admin/registry';
const TEMPLATE = 'cd'.repeat(32);

let scratch: ScratchRegistry;
let serve: TestServe;
let admin: Client;
let anna: Client;
let adapter: AdapterFiles;
let evalId: string;

beforeAll(async () => {
  scratch = await scratchRegistry();
  serve = await testServe({
    ...{ authEnabled: true, database: scratch.database, openRegistry: () => scratch.registry },
    mlflowPage: 'https://mlflow.example.org/',
  });
  admin = await signedIn(serve, 'admin@example.org');
  anna = await signedIn(serve, 'anna@example.org', admin);
  adapter = await trained('하나');
  evalId = await evaluated(adapter);
}, 120_000);
afterAll(async () => {
  await serve.close();
  await scratch.close();
});

/** An adapter whose run is on this machine, of a dataset that is. */
async function trained(weights: string): Promise<AdapterFiles> {
  const datasetId = `talks@${'1'.repeat(32)}`;
  const files = scratch.adapter({ weights, datasetId, baseId: serve.engine.base.id, chatTemplateSha256: TEMPLATE });
  const { name, sha256, runId, path, ggufPath, baseId, datasetSha256 } = files;
  const rest = { baseId, datasetId, datasetSha256, chatTemplateSha256: TEMPLATE, mlflowRunId: 'abc' };
  const row = { id: newId(), name, sha256, runId, path, ggufPath, ...rest, desired: 'present' as const };
  await serve.database.write((manager) => manager.insert(AdapterRow, { ...row, createdAt: Date.now() }));
  return files;
}

/** A report in `results/`, as an evaluation leaves it. */
async function evaluated(of: AdapterFiles, change: ReportChange = {}): Promise<string> {
  const engine = { kind: 'llama.cpp' as const, version: serve.engine.status().engine.version, baseFormat: null };
  const report: ReportFile = await scratch.evaluated(of, { engine, ...change });
  const { id } = JSON.parse(report.json) as { id: string };
  const folder = join(serve.runsFolder, 'results', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), report.json);
  writeFileSync(join(folder, 'report.html'), '<!doctype html><script>alert(1)</script>');
  return id;
}

const get = async <T>(path: string): Promise<T> => (await admin.call<T>('GET', path)).body;
const stateOf = async (client: Client, path: string): Promise<RegistryStateView> =>
  (await client.call<RegistryStateView>('GET', path)).body;

describe('models over HTTP', () => {
  it('show what is here before anything was promoted, and what a promotion lacks', async () => {
    const bare = await trained('맨몸');
    const { versions, production, rollBackTo } = await stateOf(admin, REGISTRY);
    const { unmet } = await get<DemandsView>(`${REGISTRY}/demands?adapterSha256=${bare.sha256}`);
    const refused = await admin.call('POST', `${REGISTRY}/promote`, { adapterSha256: bare.sha256, evalId: null });

    expect(production).toMatchObject({ name: serve.engine.base.id, adapterSha256: null, since: null });
    expect(rollBackTo).toBeNull();
    expect(versions.find(({ name }) => name === adapter.name)).toMatchObject({ version: null, verdict: 'better' });
    expect(unmet.map(({ code }) => code)).toContain('report.missing');
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'promotion.refused' } } });
  });

  it('promote on evidence, force with a reason alone, and go back, each in the name of who asked', async () => {
    const other = await trained('둘');
    const forced = { adapterSha256: other.sha256, force: true };
    const first = await admin.call<AuditEntryView>('POST', `${REGISTRY}/promote`, {
      adapterSha256: adapter.sha256,
      evalId,
    });
    const silent = await admin.call('POST', `${REGISTRY}/promote`, forced);
    const blank = await admin.call('POST', `${REGISTRY}/promote`, { ...forced, why: '  ' });
    const second = await admin.call('POST', `${REGISTRY}/promote`, { ...forced, why: '급해서' });
    const state = await stateOf(admin, REGISTRY);
    const back = await admin.call('POST', `${REGISTRY}/rollback`, { why: '되풀이해서' });
    const { entries, intact, nextCursor } = await get<AuditPageView>(`${REGISTRY}/audit?limit=2`);
    const rest = await get<AuditPageView>(`${REGISTRY}/audit?cursor=${nextCursor ?? ''}`);

    expect(first).toMatchObject({ status: 201, body: { by: 'admin@example.org', evalId, forced: false } });
    expect([silent.status, blank.status]).toEqual([400, 400]);
    expect(second).toMatchObject({
      status: 201,
      body: { forced: true, why: expect.stringContaining('급해서') as string },
    });
    expect(state).toMatchObject({
      production: { name: other.name, by: 'admin@example.org', forced: true },
      rollBackTo: { name: adapter.name },
      mlflowUrl: 'https://mlflow.example.org/#/models/base',
    });
    expect(back).toMatchObject({ status: 201, body: { action: 'rollback', to: { name: adapter.name } } });
    expect(entries.map(({ action }) => action)).toEqual(['rollback', 'promote']);
    expect(intact).toBe(true);
    expect(rest).toMatchObject({ entries: [{ to: { name: adapter.name } }], nextCursor: null });
    expect(scratch.aliases()['production']).toBe('1');
  });

  it('show a member what is in production, without who did it and why', async () => {
    const { production, mlflowUrl, following } = await stateOf(anna, '/api/registry');

    expect(production).toMatchObject({ name: adapter.name, by: null, why: null });
    expect([mlflowUrl, following]).toEqual([null, null]);
    expect((await anna.call('GET', REGISTRY)).status).toBe(403);
  });

  it('trace an adapter from its sources to its answers', async () => {
    const folder = join(serve.runsFolder, 'datasets', `talks@${'1'.repeat(32)}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(MANIFEST));
    const annas = await anna.conversation();
    const { ownerId } = await serve.database.read.findOneByOrFail(ConversationRow, { id: annas.id });
    const answer = aMessage({ id: annas.id, ownerId }, { role: 'assistant', model: adapter.name });
    await serve.database.write((manager) => manager.insert(MessageRow, { ...answer, contentSearch: '' }));

    const lineage = await get<LineageView>(`${REGISTRY}/lineage/${adapter.sha256}`);

    expect(lineage).toMatchObject({
      sources: [{ name: 'chats', rows: 20, refused: 1 }],
      dataset: { id: `talks@${'1'.repeat(32)}`, rows: 19, here: true },
      run: { id: adapter.runId, mlflowUrl: 'https://mlflow.example.org/#/runs/abc' },
      adapter: { name: adapter.name, here: true },
      reports: [{ id: evalId, verdict: 'better' }],
      production: [{ until: expect.any(String) as string }, { until: null }],
      answers: { count: 1, lastAt: new Date(answer.createdAt ?? 0).toISOString() },
    });
    expect((await admin.call('GET', `${REGISTRY}/lineage/${'0'.repeat(64)}`)).status).toBe(404);
  });

  it('give reports by their ids alone, and their pages no part in the session', async () => {
    const { reports } = await get<ReportsView>(`${REGISTRY}/reports?adapterSha256=${adapter.sha256}`);
    const whole = await get<WholeReportView>(`${REGISTRY}/reports/${evalId}`);
    const page = await admin.call('GET', `${REGISTRY}/reports/${evalId}/html`);
    const odd = ['..', '..%2f..%2fetc%2fpasswd', `${evalId}%2f..`, '20261123T010000-zzzzzz'];
    const statuses = await Promise.all(
      odd.flatMap((id) => ['', '/html'].map((end) => admin.call('GET', `${REGISTRY}/reports/${id}${end}`))),
    );

    expect(reports.map(({ id }) => id)).toEqual([evalId]);
    expect(whole).toMatchObject({ sha256: reports[0]?.sha256, report: { id: evalId, verdict: 'better' } });
    expect(page.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(statuses.every(({ status }) => status === 400 || status === 404)).toBe(true);
  });

  it('show what was last known while MLflow is away, go back all the same, and promote nothing', async () => {
    await scratch.mlflow.stop();
    const state = await stateOf(admin, REGISTRY);
    const promoted = await admin.call('POST', `${REGISTRY}/promote`, {
      ...{ adapterSha256: adapter.sha256, force: true, why: '시험' },
    });
    const back = await admin.call('POST', `${REGISTRY}/rollback`, { why: '그래도' });

    expect(state).toMatchObject({ away: true, production: { name: adapter.name } });
    expect(state.versions.map(({ version }) => version)).toContain('1');
    expect(promoted).toMatchObject({ status: 503, body: { error: { code: 'tracking.unreachable' } } });
    expect(back).toMatchObject({ status: 201, body: { to: null } });
    expect((await stateOf(admin, REGISTRY)).production).toMatchObject({ adapterSha256: null, why: '그래도' });
  });
});

const SPLIT = (name: string, rows: number) => [{ path: `${name}.jsonl`, rows, bytes: 1, sha256: 'a'.repeat(64) }];
const MANIFEST = {
  ...{ v: 1, name: 'talks', sha256: '1'.repeat(64), description: '', licence: null },
  sources: [{ name: 'chats', licence: null, rows: 20, refused: 1, files: [] }],
  steps: [],
  splits: { train: SPLIT('train', 16), validation: SPLIT('val', 2), test: SPLIT('test', 1) },
};
