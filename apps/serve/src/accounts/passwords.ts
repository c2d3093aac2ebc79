import { hash, verify } from '@node-rs/argon2';

// OWASP's least for argon2id: 19 MiB, two passes.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 4;

/** Hashes and checks passwords; an unknown address takes the same time as a wrong password. */
export class Passwords {
  #nobodys: Promise<string> | undefined;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.#one(() => hash(normal(password), OPTIONS));
  }

  /** @param hashed null: there is no such account, or it has no password */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    this.#nobodys ??= hash('nobody', OPTIONS);
    const against = hashed ?? (await this.#nobodys);
    const isRight = await this.#one(() => verify(against, normal(password)));
    return isRight && hashed !== null;
  }

  // Each takes 19 MiB and a core: many at once would stop everybody's answers.
  async #one<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}

const normal = (password: string): string => password.normalize('NFKC');
