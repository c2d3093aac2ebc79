import { createMlflowClient } from '../src/index.ts';

export async function trackARun(trackingUri: string): Promise<string> {
  const mlflow = createMlflowClient({ trackingUri });

  const { experimentId } = await mlflow.experiments.getOrCreate('naru');
  // With the key, a second call gives the same run: after a lost answer, or in a process started again.
  const { info } = await mlflow.runs.create({ experimentId, runName: 'first', idempotencyKey: 'job-0001' });

  await mlflow.runs.logParams(info.runId, { rank: 8, learning_rate: 2e-4, base: 'SmolLM2-135M' });
  await mlflow.runs.logInputs(info.runId, {
    datasets: [
      {
        dataset: { name: 'no_robots', digest: '3f2a9c', sourceType: 'local', source: '{"uri":"data/train.jsonl"}' },
        tags: { 'mlflow.data.context': 'training' },
      },
    ],
  });
  // The timestamps are the caller's. However often these points are sent, each is stored once.
  await mlflow.runs.logMetrics(info.runId, [
    { key: 'loss', value: 2.31, timestamp: 1_760_000_000_000, step: 0 },
    { key: 'loss', value: 1.87, timestamp: 1_760_000_001_000, step: 1 },
    { key: 'grad_norm', value: Number.NaN, timestamp: 1_760_000_001_000, step: 1 },
  ]);
  await mlflow.artifacts.upload(info.runId, 'README.md', { text: '# 모델 카드' });
  await mlflow.runs.terminate(info.runId, 'FINISHED');

  await mlflow.close();
  return info.runId;
}
