// Owns what is checked of Naru's own services: ports, database, MLflow, engine, base model, the hub's token.
import { databaseCondition, databasePlace, DatabaseSettings } from '@naru/db';
import { EngineSettings } from '@naru/engine';
import { findBaseModel, HubSettings } from '@naru/hub';
import { MlflowSettings, trackingPlace } from '@naru/mlflow-server';

import type { NaruSettings } from '../settings.ts';
import { bad, ok, warn, type Check } from './check.ts';
import { holderOf, isTaken } from './ports.ts';

const TIMEOUT_MS = 10_000;
const MLFLOW_PORT_HINT = 'Set MLFLOW_PORT, or stop the other program.';

export interface ServiceDeps {
  readonly places: { readonly root: string; readonly cwd: string };
  readonly load: <T extends object>(type: new () => T) => T;
  readonly settings: NaruSettings;
  readonly fetch: typeof fetch;
}

export function serviceChecks(deps: ServiceDeps): Check[] {
  const { load, settings, places, fetch } = deps;
  const { servePort, dataPrepPort } = settings;
  return [
    portCheck('serve', servePort, '/healthz', { hint: 'Set SERVE_PORT, or stop the other program.', fetch }),
    portCheck('data service', dataPrepPort, '/healthz', {
      hint: 'Set DATA_PREP_PORT, or stop the other program.',
      fetch,
    }),
    { name: 'database', look: () => databaseFinding(load) },
    { name: 'MLflow', look: () => mlflowFinding(deps) },
    { name: 'engine', look: () => engineFinding(load, fetch) },
    { name: 'base model', look: () => modelFinding(load, places) },
    { name: 'hub token', look: () => tokenFinding(load(HubSettings), fetch) },
  ];
}

interface PortOptions {
  readonly hint: string;
  readonly fetch: typeof fetch;
}

function portCheck(name: string, port: number, path: string, { hint, fetch }: PortOptions): Check {
  const look = async (): Promise<ReturnType<typeof ok>> => {
    if (port === 0) return ok('takes any free port');
    if (!(await isTaken(port))) return ok(`port ${port} is free`);
    const holder = holderOf(port) ?? 'a process of another user';
    const isOurs = await answersOk(`http://127.0.0.1:${port}${path}`, fetch);
    return isOurs ? ok(`runs on port ${port}: ${holder}`) : bad(`port ${port} is held by ${holder}`, hint);
  };
  return { name, look };
}

async function answersOk(url: string, fetch: ServiceDeps['fetch']): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

async function databaseFinding(load: ServiceDeps['load']): Promise<ReturnType<typeof ok>> {
  const place = databasePlace(load(DatabaseSettings));
  const { exists, pending, unknown, alembic, damage } = await databaseCondition(place);
  const where = place.shown;
  if (alembic !== null)
    return bad(`${where} belongs to Alembic (${alembic})`, 'Give Naru a database of its own in DATABASE_URL.');
  if (damage !== null)
    return bad(`${where} is damaged: ${damage}`, 'Restore a backup: npx nx run db:restore --from=<file>.');
  if (unknown.length > 0) return bad(`${where} is newer than this Naru`, 'Start the version of Naru that wrote it.');
  if (!exists) return ok(`${where} is made at the first start`);
  if (pending.length > 0)
    return warn(
      `${where}: ${pending.length} migrations have not run`,
      'They run at the next start, or now: npx nx run db:migrate',
    );
  return ok(`${where}, whole and current`);
}

async function mlflowFinding({ load, places, fetch }: ServiceDeps): Promise<ReturnType<typeof ok>> {
  const settings = load(MlflowSettings);
  const place = trackingPlace(settings, places.root);
  const runs = await answersOk(`${place.url}/health`, fetch);
  if (runs) return ok(`answers at ${place.url}`);
  if (place.kind === 'remote')
    return bad(
      `does not answer at ${place.url}`,
      'Check MLFLOW_TRACKING_URI. Training goes on without it: npx nx run train:sync delivers later.',
    );
  if (await isTaken(settings.port))
    return bad(
      `port ${settings.port} is held by ${holderOf(settings.port) ?? 'a process of another user'}`,
      MLFLOW_PORT_HINT,
    );
  return ok(`starts when it is needed, on port ${settings.port}`);
}

async function engineFinding(load: ServiceDeps['load'], fetch: ServiceDeps['fetch']): Promise<ReturnType<typeof ok>> {
  const { engine, endpoint, port } = load(EngineSettings);
  if (engine === 'external') {
    const [first = ''] = endpoint.split(',').map((each) => each.trim().replace(/\/+$/, ''));
    if (await answersOk(`${first}/v1/models`, fetch)) return ok(`answers at ${first}`);
    return bad(`does not answer at ${first}`, 'Start it, or correct VLLM_ENDPOINT.');
  }
  if (!(await isTaken(port))) return ok(`${engine} starts with serve, on port ${port}`);
  const holder = holderOf(port) ?? 'a process of another user';
  if (await answersOk(`http://127.0.0.1:${port}/v1/models`, fetch)) return ok(`answers on port ${port}: ${holder}`);
  return bad(`port ${port} is held by ${holder}`, 'Set ENGINE_PORT, or stop the other program.');
}

async function modelFinding(load: ServiceDeps['load'], places: ServiceDeps['places']): Promise<ReturnType<typeof ok>> {
  const { modelPath = 'smollm2-135m-instruct' } = load(EngineSettings);
  const { id, format } = await findBaseModel({ base_model: modelPath, base_revision: null, licence: null }, places);
  return ok(`${id} (${format})`);
}

const FEW = 5;

/** Asks the hub whose token it is; the token itself is never shown. */
async function tokenFinding(
  { token, endpoint }: HubSettings,
  fetch: ServiceDeps['fetch'],
): Promise<ReturnType<typeof ok>> {
  if (token === undefined) return ok('none: needed only for gated models and train:push');
  const secret = token.reveal().trim();
  if (secret.length < FEW || /[^\x21-\x7e]/.test(secret)) {
    return bad(
      "HUGGINGFACE_TOKEN is not in a token's form",
      'Copy it again from https://huggingface.co/settings/tokens.',
    );
  }
  const url = `${endpoint.replace(/\/+$/, '')}/api/whoami-v2`;
  const options = { headers: { authorization: `Bearer ${secret}` }, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const answer = await fetch(url, options).catch(() => undefined);
  await answer?.body?.cancel();
  if (answer === undefined)
    return warn(
      `is set; ${new URL(endpoint).host} cannot be reached`,
      'Nothing but pulling and pushing needs the hub.',
    );
  if (answer.ok) return ok(`accepted by ${new URL(endpoint).host}`);
  return bad(
    `refused by ${new URL(endpoint).host} (${answer.status})`,
    'Make another at https://huggingface.co/settings/tokens and set HUGGINGFACE_TOKEN.',
  );
}
