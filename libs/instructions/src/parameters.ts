/** Takes an instruction's parameters and gives what says whether an answer follows it. */
export type Definition = (given: Parameters) => (answer: string) => boolean;
export type Definitions = Readonly<Record<string, Definition>>;

export const RELATIONS = ['less than', 'at least'] as const;
export const KOREAN_RELATIONS = ['less than', 'at most', 'exactly', 'at least'] as const;
export type Relation = (typeof KOREAN_RELATIONS)[number];

/** An instruction's parameters, checked as they are read. Every method throws a RangeError in words for people. */
export class Parameters {
  private readonly id: string;
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly read = new Set<string>();

  constructor(id: string, values: Readonly<Record<string, unknown>>) {
    this.id = id;
    this.values = values;
  }

  /** A whole number of 1 or more. */
  count(name: string): number {
    const value = this.value(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
    throw this.wrong(name, 'a whole number of 1 or more');
  }

  /** How many of something: a number and how the answer's relates to it. */
  amount(name: string, relations: readonly Relation[], relationName = 'relation'): (actual: number) => boolean {
    const threshold = this.count(name);
    return relationTo(threshold, this.oneOf(relationName, relations));
  }

  /** Text that is more than white space; without the space around it. */
  text(name: string, otherwise?: string): string {
    const value = this.value(name) ?? otherwise;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    throw this.wrong(name, 'a text');
  }

  /** At least `least` texts. */
  texts(name: string, least = 1): readonly string[] {
    const value = this.value(name);
    if (Array.isArray(value) && value.length >= least && value.every((one) => typeof one === 'string' && one.trim()))
      return value as readonly string[];
    throw this.wrong(name, least === 1 ? 'a list of texts' : `a list of ${least} texts or more`);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.value(name);
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw this.wrong(name, `one of ${allowed.map((one) => `"${one}"`).join(', ')}`);
  }

  flag(name: string): boolean {
    const value = this.value(name);
    if (typeof value === 'boolean') return value;
    throw this.wrong(name, 'true or false');
  }

  /** Refuses what no method asked for. */
  requireNoOthers(): void {
    const other = Object.keys(this.values).find((name) => this.values[name] != null && !this.read.has(name));
    if (other === undefined) return;
    const taken = this.read.size === 0 ? 'no parameters' : [...this.read].map((name) => `"${name}"`).join(', ');
    throw new RangeError(`${this.id}: "${other}" is not a parameter; it takes ${taken}.`);
  }

  wrong(name: string, wanted: string): RangeError {
    const shown = this.value(name) === undefined ? 'missing' : JSON.stringify(this.value(name));
    return new RangeError(`${this.id}: "${name}" must be ${wanted}; it is ${shown}.`);
  }

  private value(name: string): unknown {
    this.read.add(name);
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }
}

function relationTo(threshold: number, relation: Relation): (actual: number) => boolean {
  switch (relation) {
    case 'less than':
      return (actual) => actual < threshold;
    case 'at most':
      return (actual) => actual <= threshold;
    case 'exactly':
      return (actual) => actual === threshold;
    case 'at least':
      return (actual) => actual >= threshold;
  }
}
