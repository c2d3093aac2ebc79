import { AppError } from '@naru/contracts';
import { MlflowAuthError, MlflowConnectionError, MlflowError, MlflowServerError } from '@naru/mlflow-js-client';

/** Runs what asks MLflow; its failures become errors for people. */
export async function askMlflow<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MlflowError ? asAppError(error) : error;
  }
}

function asAppError(error: MlflowError): AppError {
  if (error instanceof MlflowConnectionError) {
    return new AppError('tracking.unreachable', `MLflow does not answer at ${error.address}.`, {
      hint: 'Start it (npx nx run mlflow:serve), or correct MLFLOW_TRACKING_URI.',
      cause: error,
    });
  }
  if (error instanceof MlflowServerError || error.retryable) {
    return new AppError('tracking.unreachable', `MLflow cannot answer: ${error.message}`, { cause: error });
  }
  const hint =
    error instanceof MlflowAuthError
      ? 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.'
      : undefined;
  return new AppError('tracking.refused', `MLflow refused: ${error.message}`, { hint, cause: error });
}
