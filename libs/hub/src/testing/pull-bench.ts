import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { pullModel, type PullOptions, type PullResult } from '../pull/pull-model.ts';
import { FakeHub, type FakeRequest } from './fake-hub.ts';

export const LLAMA = 'meta-llama/Meta-Llama-3-8B-Instruct';
export const TOKEN = 'hf_a-token-of-the-tests';

/** A hub, a folder to pull into, and short words for both. */
export class PullBench {
  readonly root = mkdtempSync(join(tmpdir(), 'naru-hub-'));
  readonly folder = join(this.root, 'models/base/meta-llama--Meta-Llama-3-8B-Instruct');
  readonly hub: FakeHub;

  private constructor(hub: FakeHub) {
    this.hub = hub;
  }

  static async start(): Promise<PullBench> {
    return new PullBench(await FakeHub.start({ pageSize: 4 }));
  }

  pull(over: Partial<PullOptions> = {}): Promise<PullResult> {
    const patience = { attempts: 3, firstWaitMs: 1 };
    return pullModel({ repo: LLAMA, root: this.root, settings: this.hub.settings(), patience, ...over });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  names(): string[] {
    return readdirSync(this.folder).sort();
  }

  asked(pattern: RegExp): FakeRequest[] {
    return this.hub.requests.filter(({ address }) => pattern.test(address));
  }

  async close(): Promise<void> {
    await this.hub.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The error for people that `work` ends with. */
export async function refusal(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    () => 'nothing',
    (error: unknown) => error,
  );
  if (outcome instanceof AppError) return outcome;
  throw new Error(`ended with ${String(outcome)}`, { cause: outcome });
}
