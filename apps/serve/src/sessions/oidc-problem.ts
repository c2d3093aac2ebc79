import { AppError, type ErrorCode } from '@naru/contracts';

/** Why a sign-in at the OpenID provider came to nothing, as the page is told: it has words of its own for each. */
export type OidcProblemName = 'expired' | 'refused' | 'unverified' | 'taken' | 'closed' | 'unreachable' | 'failed';

export class OidcProblem extends AppError {
  readonly problem: OidcProblemName;

  constructor(problem: OidcProblemName, code: ErrorCode, message: string, cause?: unknown) {
    super(code, message, { cause });
    this.problem = problem;
  }
}

export function problemNameOf(error: unknown): OidcProblemName {
  return error instanceof OidcProblem ? error.problem : 'failed';
}
