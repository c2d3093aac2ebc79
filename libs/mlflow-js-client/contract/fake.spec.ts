import { createMlflowClient, type MlflowClient } from '../src/index.ts';
import { startFakeMlflow, type FakeMlflow } from '../src/testing/index.ts';
import { mlflowContract } from './mlflow-contract.ts';

describe('the fake server', () => {
  let fake: FakeMlflow;
  let client: MlflowClient;

  beforeAll(async () => {
    fake = await startFakeMlflow();
    client = createMlflowClient({ trackingUri: fake.url, retry: false });
  });

  afterAll(async () => {
    await client.close();
    await fake.close();
  });

  mlflowContract({ client: () => client });
});
