// Owns what the database knows of the loop: its rounds and their steps. Does not know what the steps do.
import type { LoopPolicy } from '@naru/contracts';
import { LoopRoundRow, LoopStepRow, newId, type Database, type LoopTrigger } from '@naru/db';
import type { ProcessIdentity } from '@naru/files';
import { In } from 'typeorm';

import { keyOf } from './input-hash.ts';
import type { Made } from './step.ts';

export interface NewStep {
  readonly roundId: string;
  readonly position: number;
  readonly name: string;
  /** Empty: only running it tells whether anything changed. */
  readonly key: string;
}

type StepState = Pick<LoopStepRow, 'state' | 'made' | 'because' | 'endedAt'>;

export class Rounds {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** The round that was interrupted, under this very policy; else a new one. */
  async begin(policy: LoopPolicy, startedBy: LoopTrigger): Promise<{ readonly id: string; readonly resumed: boolean }> {
    const policySha256 = keyOf(policy);
    const open = await this.#database.read.findBy(LoopRoundRow, { state: 'running' });
    const same = open.find((round) => round.policySha256 === policySha256);
    const id = same?.id ?? newId();
    await this.#database.write(async (manager) => {
      for (const { id: other } of open.filter((round) => round !== same)) {
        const ended = {
          state: 'cancelled',
          because: 'was interrupted, and another policy followed',
          endedAt: this.#now(),
        };
        await manager.update(LoopRoundRow, { id: other }, ended as Partial<LoopRoundRow>);
        const step = { state: 'failed', because: ended.because, endedAt: ended.endedAt, process: null } as const;
        await manager.update(LoopStepRow, { roundId: other, state: 'running' }, step);
      }
      if (same !== undefined) return;
      const row = { id, policySha256, policy, startedBy, state: 'running' as const, startedAt: this.#now() };
      await manager.insert(LoopRoundRow, row);
    });
    return { id, resumed: same !== undefined };
  }

  async end(id: string, state: 'finished' | 'failed', because: string): Promise<void> {
    await this.#database.write((manager) =>
      manager.update(LoopRoundRow, { id }, { state, because, endedAt: this.#now() }),
    );
  }

  /** Processes of steps that have not ended: of an interrupted round, since only one loop runs at a time. */
  async running(): Promise<ProcessIdentity[]> {
    const rows = await this.#database.read.findBy(LoopStepRow, { state: 'running' });
    return rows.flatMap(({ process }) => process ?? []);
  }

  /** What the newest step of that name and key made. */
  async madeBefore(name: string, key: string): Promise<Made | undefined> {
    const order = { startedAt: 'DESC', id: 'DESC' } as const;
    const row = await this.#database.read.findOne(LoopStepRow, {
      where: { name, key, state: In(['done', 'skipped']) },
      order,
    });
    return row?.made ?? undefined;
  }

  beginStep(step: NewStep): Promise<void> {
    return this.#replace(step, { state: 'running', made: null, because: null, endedAt: null });
  }

  skipStep(step: NewStep, made: Made, because: string): Promise<void> {
    return this.#replace(step, { state: 'skipped', made, because, endedAt: this.#now() });
  }

  async #replace({ roundId, ...step }: NewStep, state: StepState): Promise<void> {
    await this.#database.write(async (manager) => {
      await manager.delete(LoopStepRow, { roundId, name: step.name });
      await manager.insert(LoopStepRow, {
        ...{ ...step, ...state, id: newId(), roundId },
        ...{ process: null, startedAt: this.#now() },
      });
    });
  }

  async stepRuns(roundId: string, name: string, process: ProcessIdentity): Promise<void> {
    await this.#database.write((manager) => manager.update(LoopStepRow, { roundId, name }, { process }));
  }

  async endStep(
    roundId: string,
    name: string,
    end: { readonly state: 'done' | 'failed'; readonly made?: Made; readonly because?: string },
  ): Promise<void> {
    await this.#database.write((manager) =>
      manager.update(LoopStepRow, { roundId, name }, { ...end, process: null, endedAt: this.#now() }),
    );
  }

  /** When the newest round that came to an end began; 0: none did. One that failed does not begin again at once. */
  async lastBegan(): Promise<number> {
    const order = { startedAt: 'DESC' } as const;
    const [last] = await this.#database.read.find(LoopRoundRow, {
      where: { state: In(['finished', 'failed']) },
      order,
      take: 1,
    });
    return last?.startedAt ?? 0;
  }

  /** Corrections that people agreed to have learned from, written since then. */
  async correctionsSince(sinceMs: number): Promise<number> {
    const [row] = await this.#database.read.sql<{ count: number | string }[]>`
      SELECT COUNT(*) AS "count" FROM feedback
      WHERE consent = TRUE AND correction IS NOT NULL AND correction <> '' AND updated_at > ${sinceMs}`;
    return Number(row?.count ?? 0);
  }
}
