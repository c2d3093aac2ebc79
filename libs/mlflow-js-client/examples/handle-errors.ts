import { createMlflowClient, MlflowConnectionError, MlflowError, MlflowLimitError } from '../src/index.ts';

export async function whatWentWrong(trackingUri: string, runId: string, note: string): Promise<string> {
  const mlflow = createMlflowClient({ trackingUri, retry: { attempts: 2, baseDelayMs: 50 } });
  try {
    await mlflow.runs.setTag(runId, 'mlflow.note.content', note);
    return 'nothing';
  } catch (error) {
    if (error instanceof MlflowLimitError) return `refused here, nothing sent: ${error.field}`;
    if (error instanceof MlflowConnectionError) return `no answer from ${error.address}`;
    if (error instanceof MlflowError) return `${error.status ?? ''} ${error.errorCode ?? ''}`;
    throw error;
  } finally {
    await mlflow.close();
  }
}
