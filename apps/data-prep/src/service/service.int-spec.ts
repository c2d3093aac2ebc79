import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { ComparisonView, SamplePageView, WholeDatasetView } from './datasets/datasets.dto.ts';
import type { JobView } from './jobs/jobs.dto.ts';
import type { PreviewView, SourceView } from './sources/sources.dto.ts';
import type { ServiceClient, ServiceEvent } from './testing/service-client.ts';
import { ADMIN_KEY, ServiceWorkspace, type ServiceProcess } from './testing/service-process.ts';
import { line, manyLines, recipeOf } from './testing/service-rows.ts';

const TEXT =
  line('나루가 뭐예요?', '나룻배가 닿고 떠나는 곳입니다.') + '{"messages": [}\n' + line('Why?', 'Because it is so.');
const MANY = 30_000;

let workspace: ServiceWorkspace;
let service: ServiceProcess;
let [minji, jun, admin]: ServiceClient[] = [];

beforeAll(async () => {
  workspace = new ServiceWorkspace();
  service = await workspace.serve({ DATA_PREP_MAX_UPLOAD_BYTES: '50000000' });
  const keys = [await workspace.person('minji'), await workspace.person('jun')];
  [minji, jun, admin] = [...keys, ADMIN_KEY].map((key) => service.client(key));
});
afterAll(() => service.end('SIGKILL'));

const one = (): ServiceClient => minji as ServiceClient;
const other = (): ServiceClient => jun as ServiceClient;

describe('a file that is uploaded', () => {
  it('comes in pieces, is gone on with after a break, and becomes a source', async () => {
    const bytes = Buffer.from(TEXT);
    const begun = await one().begin(bytes.length, { filename: '상담 기록.jsonl', licence: 'CC0-1.0' });
    const location = begun.headers.get('location') ?? '';
    const first = await one().append(location, 0, bytes.subarray(0, 10));
    const wrong = await one().append(location, 3, bytes.subarray(3));
    const offset = await one().offset(location);
    const last = await one().append(location, offset, bytes.subarray(offset));
    const id = last.headers.get('x-source-id') ?? '';
    const { body: source } = await one().call<SourceView>('GET', `/api/data/sources/${id}`);
    const { body: preview } = await one().call<PreviewView>('GET', `/api/data/sources/${id}/preview?limit=1`);

    expect([begun.status, first.status, wrong.status, offset, last.status]).toEqual([201, 204, 409, 10, 204]);
    expect(location).toMatch(/^\/api\/data\/uploads\/[\w-]+$/);
    expect(source).toMatchObject({ name: '상담 기록.jsonl', kind: 'upload', bytes: bytes.length, licence: 'CC0-1.0', ownerName: 'minji' }); // prettier-ignore
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(preview).toMatchObject({ format: 'jsonl', shape: 'messages', encoding: 'UTF-8' });
    expect(preview.rows).toHaveLength(1);
    expect(preview.rows[0]?.messages[0]?.content).toBe('나루가 뭐예요?');
    expect(readdirSync(join(workspace.root, 'data/uploads'))).toEqual([]);
  });

  it('keeps what arrived of a piece whose connection broke', async () => {
    const bytes = Buffer.from(TEXT.repeat(50));
    const location = (await one().begin(bytes.length)).headers.get('location') ?? '';
    await one().appendBroken(location, bytes, 3000);
    let offset = 0;
    while (offset < 3000) offset = await one().offset(location);
    const last = await one().append(location, offset, bytes.subarray(offset));
    const { body } = await one().call<SourceView>('GET', `/api/data/sources/${last.headers.get('x-source-id') ?? ''}`);

    expect(last.status).toBe(204);
    expect(body.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it.each<[string, Buffer, RegExp]>([
    ['of zeros, packed', gzipSync(Buffer.alloc(256 * 1024 * 1024)), /unpack|binary|NUL|text/i],
    ['cut short', gzipSync(TEXT.repeat(1000)).subarray(0, 60), /./],
    ['of a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, ...Buffer.alloc(200)]), /./],
    ['of one long line', Buffer.from(`{"messages":"${'x'.repeat(20_000_000)}`), /./],
  ])('%s is refused in its preview, and the service stays answering', async (_, bytes, reason) => {
    const id = await one().upload('chats.jsonl', bytes);
    const { status, body } = await one().call<PreviewView>('GET', `/api/data/sources/${id}/preview`);

    expect([status, body.rows]).toEqual([200, []]);
    expect(body.refused[0]?.reason).toMatch(reason);
    expect((await one().call('GET', '/healthz')).status).toBe(200);
  });

  it('is previewed as a recipe would read it: by columns, or by a template', async () => {
    const table = await one().upload('table.csv', '물음,대답\n나루가 뭐예요?,나룻배가 닿는 곳입니다.\n');
    const text = await one().upload('guide.md', '# 나루\n\n나룻배가 닿고 떠나는 곳입니다.\n');
    const of = async (id: string, readAs: Record<string, object>) => {
      const query = new URLSearchParams(
        Object.entries(readAs).map(([key, value]): [string, string] => [key, JSON.stringify(value)]),
      );
      return (await one().call<PreviewView>('GET', `/api/data/sources/${id}/preview?${String(query)}`)).body;
    };

    expect((await of(table, {})).rows).toEqual([]);
    expect((await of(table, { columns: { user: '물음', assistant: '대답' } })).rows).toHaveLength(1);
    const { rows, shape } = await of(text, { template: { user: '{heading}?', assistant: '{text}' } });
    expect([rows[0]?.messages[0]?.content, shape]).toEqual(['나루?', 'document']);
    expect(await of(text, { template: { user: 1 } })).toMatchObject({ error: { fields: [{}, {}] } });
  });

  it('has a name for people, and never a path', async () => {
    const id = await one().upload('../../../etc/cron.d/evil\u0000.jsonl', TEXT);
    const { body } = await one().call<SourceView>('GET', `/api/data/sources/${id}`);
    const folder = readdirSync(join(workspace.root, 'data/sources')).find((name) => name.endsWith(id)) ?? '';

    expect(body.fileName).toContain('etc/cron.d');
    expect(readdirSync(join(workspace.root, 'data/sources', folder))).toEqual(['evil_.jsonl']);
    expect(existsSync(join(workspace.root, '..', 'etc'))).toBe(false);
  });

  it.each([
    ['of no size', 'x', 400],
    ['of nothing', 0, 400],
    ['that is too large', 50_000_001, 413],
    ['of a size below nothing', -5, 400],
  ])('is refused where it is one %s', async (_, bytes, status) => {
    expect((await one().begin(bytes)).status).toBe(status);
  });

  it('holds no more than was said', async () => {
    const begun = await one().begin(4);
    const location = begun.headers.get('location') ?? '';

    const more = await one().append(location, 0, Buffer.alloc(100));

    expect(more.status).toBe(413);
    expect((await one().call('DELETE', location, undefined, { 'tus-resumable': '1.0.0' })).status).toBe(204);
    expect((await one().append(location, 0, Buffer.alloc(4))).status).toBe(404);
  });
});

describe('a source that is read when a job needs it', () => {
  it('is a dataset of the hub, or for administrators an export of feedback', async () => {
    const add = (who: ServiceClient | undefined, body: object) =>
      who?.call<SourceView>('POST', '/api/data/sources', body).then(({ status }) => status);
    const { body } = await one().call<SourceView>('POST', '/api/data/sources', { hub: 'owner/name', revision: 'main' });

    expect(body).toMatchObject({ kind: 'hub', name: 'owner/name', hub: { repo: 'owner/name', revision: 'main' }, bytes: null }); // prettier-ignore
    expect(await add(admin, { feedback: 'latest' })).toBe(201);
    expect(await add(admin, { feedback: `feedback@${'0'.repeat(32)}` })).toBe(404);
    expect(await add(one(), { feedback: 'latest' })).toBe(403);
    for (const wrong of [
      {},
      { hub: '../x' },
      { hub: 'http://a/b' },
      { feedback: '../x' },
      { hub: 'a/b', feedback: 'latest' },
      { path: '/etc' },
    ]) {
      expect([wrong, await add(admin, wrong)]).toEqual([wrong, 400]);
    }
  });
});

describe('a job', () => {
  it('builds a dataset, tells what it does, and what was told can be read again', async () => {
    const source = await one().upload('chats.jsonl', TEXT);
    const job = await one().job(recipeOf(source));

    const events = await one().follow(job.id);
    const again = await one().follow(job.id);
    const middle = events[Math.floor(events.length / 2)]?.id ?? 0;
    const rest = await one().follow(job.id, undefined, middle);

    expect(events.at(-1)).toMatchObject({ event: 'state', data: { state: 'succeeded', ownerName: 'minji' } });
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['state', 'progress', 'line']));
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted((a, b) => a - b));
    expect(events.map(({ data }) => data.text ?? '').join()).not.toContain(workspace.root);
    expect(again.at(-1)).toEqual(events.at(-1));
    expect(rest.map(({ id }) => id)).toEqual(again.flatMap(({ id }) => (id > middle ? [id] : [])));
  });

  it('is refused with a recipe that reaches out', async () => {
    const source = await one().upload('chats.jsonl', TEXT);
    const whole = recipeOf(source);
    const recipes: object[] = [
      { ...whole, sources: [{ path: '/etc', name: 'a' }] },
      { ...whole, sources: [{ source, name: 'a', path: '/etc' }] },
      { ...whole, sources: [{ source: '../../x', name: 'a' }] },
      { ...whole, name: '../x' },
      { ...whole, steps: [{ use: 'decontaminate', against: ['/etc/passwd'] }] },
      { ...whole, steps: [{ use: 'decontaminate', against: ['data/evaluation/../../secret'] }] },
      { ...whole, steps: [{ use: 'judge', model: 'm', endpoint: 'http://169.254.169.254/' }] },
      { ...whole, steps: [{ use: 'nothing' }] },
      { sources: [] },
      {},
    ];

    for (const recipe of recipes) {
      const { status, body } = await one().call<{ error: { fields?: unknown[] } }>('POST', '/api/data/jobs', {
        recipe,
      });
      expect([recipe, status]).toEqual([recipe, 400]);
      expect(body.error.fields).not.toEqual([]);
    }
    expect((await one().call('POST', '/api/data/jobs', { recipe: whole, again: 'quality' })).status).toBe(400);
  });

  it('can be cancelled while it runs and while it waits, and its sources stay until then', async () => {
    const source = await one().upload('many.jsonl', manyLines(MANY));
    const waiting = await one().upload('chats.jsonl', TEXT);
    const runs = await one().job(recipeOf(source, [{ use: 'normalize' }, { use: 'quality' }, { use: 'duplicates' }, { use: 'split' }])); // prettier-ignore
    const waits = await one().job(recipeOf(waiting));
    await one().follow(runs.id, ({ event }) => event === 'progress');

    const inUse = await one().call('DELETE', `/api/data/sources/${source}`);
    const unended = await one().call('DELETE', `/api/data/jobs/${runs.id}`);
    const ofWaiting = await one().call<JobView>('POST', `/api/data/jobs/${waits.id}/cancel`);
    const ofRunning = await one().call<JobView>('POST', `/api/data/jobs/${runs.id}/cancel`);
    const late = await one().call('POST', `/api/data/jobs/${runs.id}/cancel`);
    const last = (await one().follow(runs.id)).at(-1);

    expect(inUse).toMatchObject({ status: 409, body: { error: { code: 'data.in-use' } } });
    expect(unended).toMatchObject({ status: 409, body: { error: { code: 'job.conflict' } } });
    expect([ofWaiting.body.state, ofRunning.body.state, late.status]).toEqual(['cancelled', 'cancelled', 409]);
    expect(last).toMatchObject({ event: 'state', data: { state: 'cancelled' } });
    expect((await one().call('DELETE', `/api/data/jobs/${runs.id}`)).status).toBe(204);
    expect((await one().call('DELETE', `/api/data/sources/${source}`)).status).toBe(204);
    expect(readdirSync(join(workspace.root, 'data/sources')).some((name) => name.endsWith(source))).toBe(false);
  });

  it('is taken up again when the service was killed in the middle of it', async () => {
    const source = await one().upload('many.jsonl', manyLines(MANY));
    const job = await one().job(recipeOf(source, [{ use: 'normalize' }, { use: 'quality', threshold: 0 }, { use: 'split' }])); // prettier-ignore
    const seen = await one().follow(job.id, ({ event, data }) => event === 'progress' && data.what !== 'read');
    await service.end('SIGKILL');
    service = await workspace.serve();
    const back = service.client(one().headers['authorization']?.slice('Bearer '.length));
    [minji, jun, admin] = [one(), other(), admin as ServiceClient].map(({ headers }) =>
      service.client(headers['authorization']?.slice('Bearer '.length)),
    );

    const events = await back.follow(job.id, undefined, seen.at(-1)?.id);
    const ended = await back.ended(job.id);

    expect(ended.state).toBe('succeeded');
    expect(events.map(({ event, data }: ServiceEvent) => (event === 'state' ? data.state : event))).toEqual(
      expect.arrayContaining(['queued', 'running', 'succeeded']),
    );
    const manifest = readFileSync(
      join(workspace.root, 'data/datasets', ended.datasetId ?? '', 'manifest.json'),
      'utf8',
    );
    expect(manifest).not.toContain(workspace.root);
  });
});

describe('a dataset', () => {
  let before: string;
  let after: string;
  beforeAll(async () => {
    const text = Array.from({ length: 30 }, (_, at) => line(`질문 ${at}`, `답 ${at}입니다.`)).join('');
    const first = await one().job(recipeOf(await one().upload('chats.jsonl', text)));
    const second = await one().job(
      recipeOf(await one().upload('chats.jsonl', text + line('새 질문', '새 답입니다.')), [{ use: 'split', seed: 1 }]),
    );
    before = (await one().ended(first.id)).datasetId ?? '';
    after = (await one().ended(second.id)).datasetId ?? '';
  });
  const at = (id: string, rest = ''): string => `/api/data/datasets/${encodeURIComponent(id)}${rest}`;

  it('is shown with its manifest, report and rows', async () => {
    const { body: whole } = await one().call<WholeDatasetView>('GET', at(before));
    const report = await one().call<string>('GET', at(before, '/report'));
    const { body: page } = await one().call<SamplePageView>('GET', at(before, '/samples?limit=2&after=1'));
    const { body: end } = await one().call<SamplePageView>('GET', at(before, '/samples?limit=100'));

    expect(whole).toMatchObject({ id: before, name: 'support', description: '상담', ownerName: 'minji' });
    expect(whole.rows.train + whole.rows.validation + whole.rows.test).toBe(30);
    expect(report.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(report.body).toContain('</html>');
    expect(page.rows.map(({ number }) => number)).toEqual([2, 3]);
    expect(page.nextAfter).toBe(3);
    expect([end.rows.length, end.nextAfter]).toEqual([whole.rows.train, null]);
  });

  it('is downloaded whole or by its splits', async () => {
    const tar = await fetch(one().url + at(before, '/download'), { headers: one().headers });
    const bytes = Buffer.from(await tar.arrayBuffer());
    const { body: lines } = await one().call<string>('GET', at(before, '/download?split=train'));
    const folder = join(workspace.root, 'data/datasets', before);

    expect(bytes.length % 512).toBe(0);
    expect(bytes.includes(readFileSync(join(folder, 'manifest.json')))).toBe(true);
    expect(bytes.toString('latin1', 345, 345 + before.length)).toBe(before);
    expect(lines).toBe(readFileSync(join(folder, 'train.jsonl'), 'utf8'));
  });

  it('is compared with another', async () => {
    const { body } = await one().call<ComparisonView>('GET', at(before, `/compare?with=${encodeURIComponent(after)}`));
    const { train, validation, test, moved } = body.rows;

    expect(train.added + validation.added + test.added).toBe(1);
    expect(train.removed + validation.removed + test.removed).toBe(0);
    expect(train.kept + validation.kept + test.kept + moved).toBe(30);
    expect(body.samples.added).toEqual([{ messages: [{ role: 'user', content: '새 질문' }, { role: 'assistant', content: '새 답입니다.' }] }]); // prettier-ignore
    expect(body.steps).toMatchObject([
      { name: 'split', change: 'changed' },
      { name: 'normalize', change: 'removed' },
    ]);
    expect(body.sources).toMatchObject([{ name: 'chats', change: 'changed' }]);
  });

  it.each(['../../x', '..%2F..%2Fx', 'support@..', `${'a'.repeat(65)}@${'0'.repeat(32)}`])(
    'is none of the id %s',
    async (id) => {
      const { status } = await one().call('GET', `/api/data/datasets/${encodeURIComponent(id)}`);

      expect(status).toBe(400);
    },
  );

  it('of two people who built the same goes with the last of them', async () => {
    const text = line('같은 질문', '같은 답입니다.');
    const ids = [];
    for (const person of [one(), other()]) {
      const job = await person.job({ ...recipeOf(await person.upload('same.jsonl', text)), name: 'same' });
      ids.push((await person.ended(job.id)).datasetId);
    }
    const id = ids[0] ?? '';
    const folder = join(workspace.root, 'data/datasets', id);

    expect(ids[1]).toBe(id);
    expect((await one().call('DELETE', at(id))).status).toBe(204);
    expect([(await one().call('GET', at(id))).status, (await other().call('GET', at(id))).status]).toEqual([404, 200]);
    expect((await other().call('DELETE', at(id))).status).toBe(204);
    expect(existsSync(folder)).toBe(false);
  });
});
