import type { EvaluatedSubject } from '@naru/contracts';
import type { FoundBaseModel } from '@naru/hub';

/** One of the two that are compared, with where it lies on this machine. */
export interface Subject {
  /** What a report says of it. */
  readonly about: EvaluatedSubject;
  readonly base: FoundBaseModel;
  /** Null: the base model alone. */
  readonly adapter: SubjectAdapter | null;
}

export interface SubjectAdapter {
  /** The PEFT folder. */
  readonly path: string;
  readonly ggufPath: string;
  /** What llama.cpp loads is another file than the weights that the run tells the hash of. */
  readonly ggufSha256: string;
  readonly runDir: string;
}
