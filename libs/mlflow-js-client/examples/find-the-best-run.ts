import { createMlflowClient, filterString } from '../src/index.ts';

export async function findTheBestRun(trackingUri: string): Promise<{ name: string; losses: number[] }> {
  const mlflow = createMlflowClient({ trackingUri, timeoutMs: 10_000, retry: { attempts: 3 } });
  try {
    const { experimentId } = await mlflow.experiments.getOrCreate('naru');
    const runs = mlflow.runs.search({
      experimentIds: [experimentId],
      filter: `params.base = ${filterString('SmolLM2-135M')} and attributes.status = 'FINISHED'`,
      orderBy: ['metrics.loss ASC'],
    });

    for await (const run of runs) {
      const losses: number[] = [];
      for await (const point of mlflow.runs.metricHistory(run.info.runId, 'loss')) losses.push(point.value);
      return { name: run.info.runName, losses }; // leaving the loop fetches no further page
    }
    throw new Error('no finished run yet');
  } finally {
    await mlflow.close();
  }
}
