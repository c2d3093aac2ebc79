// Owns: the whole contract. One suite runs against the fake and against the real server: it keeps the fake honest.
import { artifactsContract } from './artifacts-contract.ts';
import { experimentsContract } from './experiments-contract.ts';
import { metricsContract } from './metrics-contract.ts';
import { registryContract } from './registry-contract.ts';
import { runsContract } from './runs-contract.ts';
import type { Target } from './target.ts';

export function mlflowContract(target: Target): void {
  it('answers a ping with its version', async () => {
    expect(await target.client().ping()).toEqual({ version: '3.17.2' });
  });
  experimentsContract(target);
  runsContract(target);
  metricsContract(target);
  artifactsContract(target);
  registryContract(target);
}
