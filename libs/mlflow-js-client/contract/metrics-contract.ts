// Owns: what every MLflow server must do with metrics, datasets and logged models of a run.
import type { Metric } from '../src/index.ts';
import { aRun, collect, type Target } from './target.ts';

/** Points of a metric at consecutive steps, with times frozen as a caller must. */
export function points(key: string, values: readonly number[]): Metric[] {
  return values.map((value, index) => ({ key, value, timestamp: 1_700_000_000_000 + index, step: index }));
}

export function metricsContract(target: Target): void {
  metrics(target);
  inputsAndOutputs(target);
}

function metrics(target: Target): void {
  describe('metrics of a run', () => {
    it('come back point by point, not-a-number and infinities included', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const logged = points('손실/train loss', [2.5, NaN, Infinity, -Infinity, 0, -1e-12, 1.7e308]);

      await runs.logMetrics(runId, logged);

      expect(await collect(runs.metricHistory(runId, '손실/train loss', { pageSize: 2 }))).toEqual(logged);
    });

    it('sent twice are stored once', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const logged = points('loss', [1, NaN, Infinity, 0.5]);

      await runs.logMetrics(runId, logged);
      await runs.logMetrics(runId, [...logged, ...points('loss', [1, NaN, Infinity, 0.5, 0.25])]);

      expect(await collect(runs.metricHistory(runId, 'loss'))).toEqual(points('loss', [1, NaN, Infinity, 0.5, 0.25]));
    });

    it('in any number go in as many requests as the limits ask for, and arrive whole', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const many = points(
        'many',
        Array.from({ length: 2100 }, (_, step) => step / 7),
      );
      const params = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`p${index}`, '값'.repeat(100)]));
      const tags = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`t${index}`, 'v']));

      const receipt = await runs.logBatch(runId, { metrics: many, params, tags });

      expect(receipt).toEqual({ requests: 3, truncatedParams: [] });
      const run = await runs.get(runId);
      expect(run.params).toEqual(params);
      expect(run.tags).toMatchObject(tags);
      expect(await collect(runs.metricHistory(runId, 'many', { pageSize: 1000 }))).toEqual(many);
    });

    it('show the point of the highest step as the last one, also when it came first', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;

      await runs.logMetrics(runId, [{ key: 'loss', value: 0.1, timestamp: 5, step: 9 }]);
      await runs.logMetrics(runId, [{ key: 'loss', value: 0.9, timestamp: 9, step: 1 }]);

      expect((await runs.get(runId)).metrics).toEqual([{ key: 'loss', value: 0.1, timestamp: 5, step: 9 }]);
    });

    it('of which there are none are an empty history', async () => {
      const { runId } = (await aRun(target.client())).info;

      expect(await collect(target.client().runs.metricHistory(runId, 'none'))).toEqual([]);
    });
  });
}

function inputsAndOutputs(target: Target): void {
  describe('inputs and outputs of a run', () => {
    it('hold a dataset once, with digest, source and context', async () => {
      const { runs } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const train = {
        dataset: {
          name: '대화 ko',
          digest: '0123456789abcdef0123456789abcdef',
          sourceType: 'local',
          source: JSON.stringify({ uri: 'data/samples/한글 이름.jsonl' }),
          schema: JSON.stringify({ messages: 'list' }),
          profile: JSON.stringify({ rows: 400 }),
        },
        tags: { 'mlflow.data.context': 'training' },
      };
      const eval_ = { dataset: { ...train.dataset, digest: 'f'.repeat(36) }, tags: { 'mlflow.data.context': 'eval' } };

      await runs.logInputs(runId, { datasets: [train] });
      await runs.logInputs(runId, { datasets: [train, eval_] });

      const byDigest = (await runs.get(runId)).datasets.toSorted((one, other) =>
        one.dataset.digest < other.dataset.digest ? -1 : 1,
      );
      expect(byDigest).toEqual([train, eval_]);
    });

    it('name the logged models that the run read and wrote, each once', async () => {
      const { loggedModels, runs } = target.client();
      const { runId, experimentId } = (await aRun(target.client())).info;
      const pending = await loggedModels.create({
        experimentId,
        name: 'adapter',
        sourceRunId: runId,
        params: { r: '8' },
        tags: { t: '값' },
      });

      const ready = await loggedModels.finalize(pending.modelId, 'LOGGED_MODEL_READY');
      await runs.logOutputs(runId, [{ modelId: ready.modelId, step: 3 }]);
      await runs.logOutputs(runId, [{ modelId: ready.modelId, step: 3 }]);
      await runs.logInputs(runId, { models: [{ modelId: ready.modelId }] });

      expect(pending).toMatchObject({ name: 'adapter', status: 'LOGGED_MODEL_PENDING', sourceRunId: runId });
      expect(await loggedModels.get(ready.modelId)).toMatchObject({
        status: 'LOGGED_MODEL_READY',
        params: { r: '8' },
        tags: { t: '값' },
      });
      const run = await runs.get(runId);
      expect(run.modelOutputs).toEqual([{ modelId: ready.modelId, step: 3 }]);
      expect(run.modelInputs).toEqual([{ modelId: ready.modelId }]);
    });
  });
}
