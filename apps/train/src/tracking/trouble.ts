import { AppError } from '@naru/contracts';
import {
  MlflowAuthError,
  MlflowConfigError,
  MlflowError,
  MlflowLimitError,
  MlflowResponseError,
} from '@naru/mlflow-js-client';
import { redactSecrets } from '@naru/config';

/** Why nothing could be delivered. `pending`: it may work later by itself; `refused`: somebody has to do something. */
export interface Trouble {
  readonly state: 'pending' | 'refused';
  readonly message: string;
}

const PASSING: readonly string[] = ['tracking.unreachable', 'disk.full'];

export function troubleOf(error: unknown): Trouble {
  if (error instanceof AppError) {
    const message = [error.message, error.hint].filter(Boolean).join('\n');
    return { state: PASSING.includes(error.code) ? 'pending' : 'refused', message };
  }
  const message = redactSecrets(error instanceof Error ? error.message : String(error));
  if (!(error instanceof MlflowError)) return { state: 'pending', message };
  return { state: isRefusal(error) ? 'refused' : 'pending', message: `${message}${advice(error)}` };
}

function isRefusal(error: MlflowError): boolean {
  if (error instanceof MlflowLimitError || error instanceof MlflowConfigError) return true;
  return error instanceof MlflowResponseError && !error.retryable;
}

function advice(error: MlflowError): string {
  if (!(error instanceof MlflowAuthError)) return '';
  return '\nSet MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.';
}
