import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

import type { ServiceClient } from './testing/service-client.ts';
import { ADMIN_KEY, ServiceWorkspace, type ServiceProcess } from './testing/service-process.ts';
import { line, recipeOf } from './testing/service-rows.ts';

const TEXT = line('나루가 뭐예요?', '나룻배가 닿고 떠나는 곳입니다.');

let workspace: ServiceWorkspace;
let service: ServiceProcess;
let [minji, jun, admin]: ServiceClient[] = [];

beforeAll(async () => {
  workspace = new ServiceWorkspace();
  service = await workspace.serve();
  const keys = [await workspace.person('minji'), await workspace.person('jun')];
  [minji, jun, admin] = [...keys, ADMIN_KEY].map((key) => service.client(key));
});
afterAll(() => service.end('SIGKILL'));

const one = (): ServiceClient => minji as ServiceClient;
const other = (): ServiceClient => jun as ServiceClient;

describe('what belongs to a person', () => {
  it('is found by nobody else but an administrator, on no route', async () => {
    const source = await one().upload('chats.jsonl', TEXT);
    const upload = (await one().begin(10)).headers.get('location') ?? '';
    const job = await one().job(recipeOf(source));
    const dataset = encodeURIComponent((await one().ended(job.id)).datasetId ?? '');
    const tus = { 'tus-resumable': '1.0.0' };
    const routes: [string, string, unknown?, object?][] = [
      ['HEAD', upload, undefined, tus],
      ['DELETE', upload, undefined, tus],
      ['GET', `/api/data/sources/${source}`],
      ['PATCH', `/api/data/sources/${source}`, { name: 'mine' }],
      ['GET', `/api/data/sources/${source}/preview`],
      ['DELETE', `/api/data/sources/${source}`],
      ['POST', '/api/data/jobs', { recipe: recipeOf(source) }],
      ['GET', `/api/data/jobs/${job.id}`],
      ['GET', `/api/data/jobs/${job.id}/events`],
      ['POST', `/api/data/jobs/${job.id}/cancel`],
      ['POST', `/api/data/jobs/${job.id}/again`, {}],
      ['DELETE', `/api/data/jobs/${job.id}`],
      ['GET', `/api/data/datasets/${dataset}`],
      ['GET', `/api/data/datasets/${dataset}/report`],
      ['GET', `/api/data/datasets/${dataset}/samples`],
      ['GET', `/api/data/datasets/${dataset}/download`],
      ['GET', `/api/data/datasets/${dataset}/compare?with=${dataset}`],
      ['DELETE', `/api/data/datasets/${dataset}`],
    ];

    for (const [method, path, body, headers] of routes) {
      const { status } = await other().call(method, path, body, headers);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
    expect((await other().append(upload, 0, Buffer.alloc(10))).status).toBe(404);
    for (const list of ['sources', 'jobs', 'datasets']) {
      const { body } = await other().call<Record<string, { id: string }[]>>('GET', `/api/data/${list}`);
      const ids = (body[list] ?? []).map(({ id }) => id);
      expect(ids).not.toEqual(expect.arrayContaining([list === 'sources' ? source : list === 'jobs' ? job.id : decodeURIComponent(dataset)])); // prettier-ignore
    }
    expect((await (admin as ServiceClient).call('GET', `/api/data/datasets/${dataset}`)).status).toBe(200);
    expect((await one().call('GET', `/api/data/jobs/${job.id}`)).status).toBe(200);
  });

  it('is shown to no key without the scope, and to nobody who says not who they are', async () => {
    const chat = service.client(await workspace.person('chatter', ['chat', 'conversations', 'admin']));

    for (const path of ['sources', 'jobs', 'datasets', 'recipe-schema']) {
      expect((await chat.call('GET', `/api/data/${path}`)).status).toBe(403);
      expect((await service.client().call('GET', `/api/data/${path}`)).status).toBe(401);
    }
    expect((await chat.begin(10)).status).toBe(403);
  });
});

describe('a browser', () => {
  it('needs the token of its session for every change', async () => {
    const { cookie, ...csrf } = await workspace.browser('sora');
    const add = (headers: object) =>
      service.client().call('POST', '/api/data/sources', { hub: 'a/b' }, { cookie, ...headers });
    const begin = (headers: object) =>
      service.client().call('POST', '/api/data/uploads', undefined, {
        ...{ 'tus-resumable': '1.0.0', 'upload-length': '1', cookie },
        ...headers,
      });

    expect([(await add({})).status, (await begin({})).status]).toEqual([403, 403]);
    expect([(await add(csrf)).status, (await begin(csrf)).status]).toEqual([201, 201]);
    expect((await service.client().call('GET', '/api/data/sources', undefined, { cookie })).status).toBe(200);
  });

  it('finds nothing, without sign-in, under a name that is not this machine', async () => {
    const open = await new ServiceWorkspace().serve({ ENABLE_AUTH: 'false', API_KEY: '' });
    const statusOf = async (host: string): Promise<number | undefined> => {
      const asked = request(`${open.url}/api/data/sources`, { headers: { host } });
      const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };

    const statuses = [await statusOf('evil.example'), await statusOf('127.0.0.1:8081')];
    await open.end();

    expect(statuses).toEqual([403, 200]);
  });
});

describe('the description of the service', () => {
  it('has every route with what it refuses', async () => {
    interface Document {
      readonly paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    }
    const { body } = await service.client().call<Document>('GET', '/docs-json');
    const operations = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => ({ route: `${method} ${path}`, responses })),
    );
    const ours = operations.filter(({ route }) => route.includes('/api/data/'));
    const withBodies = ours.filter(({ route }) => !route.startsWith('head '));

    expect(ours).toHaveLength(25);
    for (const { route, responses } of withBodies) {
      const wanted = ['400', '401', '403', '503', ...(route.includes('{id}') ? ['404'] : [])];
      expect([route, Object.keys(responses)]).toEqual([route, expect.arrayContaining(wanted)]);
    }
  });

  it('has the form of recipes, by which none can name a path', async () => {
    const { body } = await one().call<{ $defs: Record<string, { properties: object }> }>(
      'GET',
      '/api/data/recipe-schema',
    );

    expect(Object.keys(body.$defs['source']?.properties ?? {})).toEqual(expect.arrayContaining(['source', 'template']));
    expect(Object.keys(body.$defs['source']?.properties ?? {})).not.toEqual(expect.arrayContaining(['path']));
    expect(Object.keys(body.$defs['judge-step']?.properties ?? {})).not.toContain('endpoint');
  });
});
