import type { AppLogger } from '@naru/logging';

import type { RegistryReach } from './following-state.ts';

/** Whether MLflow answers. It is said once when that changes, not at every look. */
export class Reach {
  #state: RegistryReach = { reachable: false, seenAt: null, problem: null };
  #isAsking = false;

  get state(): RegistryReach {
    return this.#state;
  }

  /** Asks, where no question is under way; a failure is kept, and is none of who asks. */
  async ask(question: () => Promise<unknown>, log: AppLogger['log']): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const before = this.#state;
    try {
      await question();
      this.#state = { reachable: true, seenAt: new Date().toISOString(), problem: null };
      if (!before.reachable && before.problem !== null) log.info('MLflow answers again');
    } catch (error) {
      this.#state = { ...before, reachable: false, problem: (error as Error).message };
      if (before.problem !== null) return;
      log.info({ err: error }, 'MLflow does not answer; what is known is served');
    } finally {
      this.#isAsking = false;
    }
  }
}
