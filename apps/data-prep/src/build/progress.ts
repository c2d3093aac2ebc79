/** Tells how far a build is: on a terminal, in a job's events, or nowhere. */
export interface BuildProgress {
  begin(what: string, options: { readonly total: number; readonly unit: string }): Meter;
  say(line: string): void;
  /** Told once the dataset is there. */
  published?(id: string): void;
}

export interface Meter {
  add(amount: number): void;
  /** `note`: what else there is to say of it, in a few words. */
  at(amount: number, note?: string): void;
  end(): void;
}
