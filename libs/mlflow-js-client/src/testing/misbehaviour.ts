// Owns: the ways in which the fake goes wrong when told to.

/** `accepted`: the request is carried out all the same, and the client cannot know. */
export type Misbehaviour =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly accepted?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
      /** Default: MLflow's `{error_code, message}`. */
      readonly body?: string;
    }
  /** The connection ends without an answer. */
  | { readonly kind: 'drop'; readonly accepted?: boolean }
  /** Half of the answer's body, then the connection ends. */
  | { readonly kind: 'cut' }
  /** Something happens before the answer comes. */
  | { readonly kind: 'meanwhile'; readonly work: () => Promise<unknown> }
  /** The answer comes late. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface MisbehaviourRule {
  /** A part of the path, or a pattern. Default: every request. */
  readonly on?: string | RegExp;
  /** HTTP method. Default: any. */
  readonly method?: string;
  /** How often. Default: once. */
  readonly times?: number;
}

export class Misbehaviours {
  private rules: { readonly rule: MisbehaviourRule; readonly misbehaviour: Misbehaviour; left: number }[] = [];

  add(misbehaviour: Misbehaviour, rule: MisbehaviourRule): void {
    this.rules.push({ rule, misbehaviour, left: rule.times ?? 1 });
  }

  clear(): void {
    this.rules = [];
  }

  /** The first rule that fits and is not used up; it counts as used. */
  next(method: string, path: string): Misbehaviour | undefined {
    const found = this.rules.find(({ rule, left }) => left > 0 && fits(rule, method, path));
    if (found) found.left -= 1;
    return found?.misbehaviour;
  }
}

function fits(rule: MisbehaviourRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false;
  const { on = '' } = rule;
  return typeof on === 'string' ? path.includes(on) : on.test(path);
}
