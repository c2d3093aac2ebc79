// Owns: what every MLflow server must do with runs, seen through the client.
import { IDEMPOTENCY_TAG, MlflowNotFoundError, filterString } from '../src/index.ts';
import { aName, aRun, anExperiment, collect, type Target } from './target.ts';

export function runsContract(target: Target): void {
  runLife(target);
  runIdempotency(target);
  runTagsAndParams(target);
  runSearch(target);
}

function runLife(target: Target): void {
  describe('a run', () => {
    it('starts with its name, time, tags and parent', async () => {
      const client = target.client();
      const parent = await aRun(client);
      const { experimentId } = parent.info;
      const start = { runName: 'QLoRA 한국어', startTime: 1_700_000_000_123, tags: { git: 'abc' } };

      const run = await client.runs.create({ experimentId, ...start, parentRunId: parent.info.runId });

      const read = await client.runs.get(run.info.runId);
      expect(read.info).toMatchObject({
        experimentId,
        runName: start.runName,
        startTime: start.startTime,
        status: 'RUNNING',
      });
      expect(read.tags).toMatchObject({ git: 'abc', 'mlflow.parentRunId': parent.info.runId });
      expect(read.info.endTime).toBeUndefined();
      expect(read.info.artifactUri).toMatch(/^mlflow-artifacts:\//);
    });

    it.each(['FINISHED', 'FAILED', 'KILLED'] as const)('ends as %s at the time given', async (status) => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;

      await runs.terminate(runId, status, 1_700_000_009_999);

      expect((await runs.get(runId)).info).toMatchObject({ status, endTime: 1_700_000_009_999 });
    });

    it('is renamed and goes on running', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;

      const info = await runs.update(runId, { runName: '새 이름' });

      expect(info).toMatchObject({ runName: '새 이름', status: 'RUNNING' });
      expect((await runs.get(runId)).tags['mlflow.runName']).toBe('새 이름');
    });

    it('takes nothing once it is deleted, until it is restored', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;

      await runs.delete(runId);

      await expect(runs.setTag(runId, 'a', 'b')).rejects.toMatchObject({ errorCode: 'INVALID_PARAMETER_VALUE' });
      expect((await runs.get(runId)).info.lifecycleStage).toBe('deleted');
      await runs.restore(runId);
      await runs.setTag(runId, 'a', 'b');
      expect((await runs.get(runId)).info.lifecycleStage).toBe('active');
    });

    it("that does not exist is an error with the server's code", async () => {
      const { runs } = target.client();

      await expect(runs.get('0'.repeat(32))).rejects.toMatchObject({
        status: 404,
        errorCode: 'RESOURCE_DOES_NOT_EXIST',
      });
      await expect(runs.create({ experimentId: '987654321' })).rejects.toBeInstanceOf(MlflowNotFoundError);
    });
  });
}

function runIdempotency(target: Target): void {
  describe('a run created with an idempotency key', () => {
    it('is given back by the next create with that key, also to a process that knows nothing of it', async () => {
      const client = target.client();
      const experimentId = await anExperiment(client);
      const idempotencyKey = `naru:${aName('x').replaceAll(' ', '-')}`;

      const first = await client.runs.create({ experimentId, idempotencyKey, runName: 'once' });
      const second = await client.runs.create({ experimentId, idempotencyKey, runName: 'other' });

      expect(second.info).toEqual(first.info);
      expect(first.tags[IDEMPOTENCY_TAG]).toBe(idempotencyKey);
      expect((await client.runs.findByIdempotencyKey(experimentId, idempotencyKey))?.info.runId).toBe(first.info.runId);
      expect(await client.runs.findByIdempotencyKey(experimentId, 'another')).toBeUndefined();
    });
  });
}

function runTagsAndParams(target: Target): void {
  describe('tags of a run', () => {
    it('are set, overwritten and deleted', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;

      await runs.setTags(runId, { keep: '한글 값', gone: '1', 'a/b:c d.e-f': '' });
      await runs.setTag(runId, 'keep', '둘');
      await runs.deleteTag(runId, 'gone');

      const { tags } = await runs.get(runId);
      expect(tags).toMatchObject({ keep: '둘', 'a/b:c d.e-f': '' });
      expect(tags).not.toHaveProperty('gone');
      await expect(runs.deleteTag(runId, 'gone')).rejects.toBeInstanceOf(MlflowNotFoundError);
    });
  });
  describe('params of a run', () => {
    it('are kept as text, and may be sent again but not changed', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const params = { rank: 8, lr: 2e-4, packing: false, '학습/모델': 'SmolLM2', empty: '', __proto__: 'x' };

      await runs.logParams(runId, params);
      await runs.logParams(runId, params);

      expect((await runs.get(runId)).params).toEqual({
        rank: '8',
        lr: '0.0002',
        packing: 'false',
        '학습/모델': 'SmolLM2',
        empty: '',
      });
      await expect(runs.logParams(runId, { rank: 16 })).rejects.toMatchObject({
        errorCode: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining('Changing param values is not allowed') as string,
      });
    });

    it('as long as the limits allow are kept whole, counted in characters and not in UTF-16 units', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const [param, tag, key] = ['😀'.repeat(6000), '나'.repeat(8000), '키'.repeat(250)];

      await runs.logBatch(runId, { params: { [key]: param }, tags: { [key]: tag } });

      const read = await runs.get(runId);
      expect(read.params[key]).toBe(param);
      expect(read.tags[key]).toBe(tag);
    });
  });
}

function runSearch(target: Target): void {
  describe('a search of runs', () => {
    it('gives every page, in the order asked for', async () => {
      const client = target.client();
      const experimentId = await anExperiment(client);
      for (const rank of ['4', '16', '8']) {
        await aRun(client, { experimentId, runName: rank, startTime: Number(rank), tags: { family: '가족' } });
      }
      await aRun(client, { experimentId, tags: { family: 'other' } });

      const filter = `tags.family = ${filterString('가족')}`;
      const search = { experimentIds: [experimentId], filter, orderBy: ['attributes.start_time ASC'], pageSize: 2 };
      const found = await collect(client.runs.search(search));

      expect(found.map((run) => run.info.runName)).toEqual(['4', '8', '16']);
      const page = await client.runs.searchPage(search);
      expect(page.items).toHaveLength(2);
      expect(page.nextPageToken).toEqual(expect.any(String));
    });

    it('filters by metric, param and status, and hides deleted runs', async () => {
      const client = target.client();
      const experimentId = await anExperiment(client);
      const good = (await aRun(client, { experimentId })).info.runId;
      const deleted = (await aRun(client, { experimentId })).info.runId;
      for (const runId of [good, deleted]) {
        await client.runs.logBatch(runId, {
          params: { rank: '8' },
          metrics: [{ key: 'loss', value: 0.5, timestamp: 1, step: 1 }],
        });
      }
      await client.runs.delete(deleted);
      const ids = async (filter: string): Promise<string[]> => {
        const found = await collect(client.runs.search({ experimentIds: [experimentId], filter }));
        return found.map((run) => run.info.runId);
      };

      expect(await ids("metrics.loss < 1 and params.rank = '8' and attributes.status = 'RUNNING'")).toEqual([good]);
      expect(await ids('metrics.loss > 1')).toEqual([]);
      const all = client.runs.search({ experimentIds: [experimentId], viewType: 'ALL' });
      expect(await collect(all)).toHaveLength(2);
    });
  });
}
