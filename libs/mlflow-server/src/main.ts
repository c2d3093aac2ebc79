import { loadEnvironment } from '@naru/config';
import { AppError, exitStatusOf } from '@naru/contracts';
import { endGroup } from '@naru/files';

import { startOnTerminal, stopServer } from './index.ts';
import { MlflowSettings } from './settings.ts';

const USAGE = `Usage: npx nx run mlflow:serve   MLflow's server and page on this terminal; Ctrl-C stops it
       npx nx run mlflow:stop    ends the local server that a run or mlflow:serve started

The store is the folder MLFLOW_TRACKING_URI (./mlruns), the port MLFLOW_PORT (5000).
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function serve(settings: MlflowSettings): Promise<number> {
  const { url, child } = await startOnTerminal(settings);
  if (child === undefined) {
    say(`MLflow is at ${url} already. \`npx nx run mlflow:stop\` ends a local one.`);
    return 0;
  }
  say(`MLflow: ${url}, store ${settings.trackingUri}. Ctrl-C stops it.`);
  const exited = new Promise<number>((done) => child.once('exit', (code) => done(code ?? 0)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void endGroup(child.pid ?? 0));
  }
  return exited;
}

async function stop(settings: MlflowSettings): Promise<number> {
  const port = await stopServer(settings);
  say(port === undefined ? 'No local MLflow server runs.' : `The MLflow server on port ${port} is stopped.`);
  return 0;
}

async function main(verb: string | undefined): Promise<number> {
  const settings = loadEnvironment(MlflowSettings);
  if (verb === 'serve') return serve(settings);
  if (verb === 'stop') return stop(settings);
  process.stderr.write(USAGE);
  return exitStatusOf('usage');
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n${error.hint ?? ''}\n`);
  process.exitCode = exitStatusOf(error.code);
}
