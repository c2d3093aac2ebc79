import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { workspaceRoot } from '@naru/config';
import { databasePlace, DatabaseSettings, openDatabase } from '@naru/db';
import { createEngine, EngineSettings, type EngineSupervisor } from '@naru/engine';
import { createLogger, LoggingSettings, type AppLogger } from '@naru/logging';
import { requirePort, stopRequests, type StopRequests } from '@naru/nest';
import { FinishedRuns } from '@naru/runs';

import { checkSettings, redisAddress } from './check-settings.ts';
import { registryOf } from './following/open-registry.ts';
import { mlflowPage } from './provenance/mlflow-links.ts';
import { createServeApp, type ServeApp, type ServeAppOptions } from './serve-app.ts';
import { RedisSharing } from './sharing/sharing.ts';
import { LimitSettings, listOf, OidcSettings, ServeSettings, SharingSettings, TrackingSettings } from './settings.ts';
import { startEngine, type Told } from './start-engine.ts';

/** Fills a settings class. */
export type Load = <T extends object>(type: new () => T) => T;

/**
 * Serves until SIGINT, SIGTERM or SIGHUP. The page is there at once; answers begin when the engine is ready.
 *
 * @throws AppError `environment.invalid`, `database.*`, `model.*`, `port.taken`
 */
export async function runServe(load: Load, say: (text: string) => void = tell): Promise<number> {
  const listenForStops = stopRequests();
  const settings = load(ServeSettings);
  checkSettings(settings);
  const redisUrl = redisAddress(load(SharingSettings));
  await requirePort(settings, 'SERVE');
  const root = workspaceRoot();
  const logging = load(LoggingSettings);
  const logger = await createLogger({ service: 'serve', settings: logging, console: 'none' });
  const { log } = logger;
  const database = await openDatabase(databasePlace(load(DatabaseSettings)));
  const sharing = redisUrl === undefined ? undefined : new RedisSharing(redisUrl, log);
  const engineSettings = load(EngineSettings);
  const engine = await createEngine(engineSettings, {
    logDir: resolve(root, logging.dir),
    onEvent: (text) => log.info(text),
  });
  const registry = registryOf({ load, database, log, root });
  try {
    const app = await createServeApp({
      ...optionsOf(settings, load),
      openRegistry: registry.open,
      ...{ database, engine, log, sharing },
      adapterForm: engineSettings.engine === 'llamacpp' ? 'gguf' : 'peft',
      runs: new FinishedRuns(join(root, 'models', 'fine-tuned')),
      webFolder: join(root, 'apps', 'web', 'dist'),
      feedbackFolder: join(root, 'data', 'feedback'),
      resultsFolder: join(root, 'results'),
      datasetsFolder: join(root, 'data', 'datasets'),
      baseSha256: hashInBackground(engine, log),
    });
    await serveWith(app, { engine, log, say, settings, stops: listenForStops() });
    return 0;
  } finally {
    await engine.stop();
    await registry.close();
    sharing?.close();
    await database.close();
    await logger.close();
  }
}

interface Serving extends Told {
  readonly engine: EngineSupervisor;
  readonly settings: ServeSettings;
  readonly stops: StopRequests;
}

async function serveWith(app: ServeApp, { engine, settings, stops, ...told }: Serving): Promise<void> {
  try {
    await app.listen(settings);
    const url = app.publicUrl;
    told.say(`Naru serves at ${url} (API at ${url}/v1, documentation at ${url}/docs). Ctrl-C stops it.`);
    // Whoever started this process with a channel of its own waits for it.
    process.send?.({ readyAt: url });
    const link = await app.firstAdminLink();
    if (link !== undefined) told.say(`Make the first administrator's account, once: ${link}`);
    void startEngine(engine, told);
    await stops.first;
  } finally {
    // What is not done when one asks again is interrupted, and said to be so at the next start.
    await Promise.race([app.close(), stops.second]);
  }
}

type FromSettings = Omit<
  ServeAppOptions,
  | 'database'
  | 'engine'
  | 'adapterForm'
  | 'runs'
  | 'log'
  | 'webFolder'
  | 'feedbackFolder'
  | 'resultsFolder'
  | 'datasetsFolder'
>;

function optionsOf(settings: ServeSettings, load: Load): FromSettings {
  const { enableAuth, allowAnyone, apiKey, defaultModel, publicUrl, dataUrl, bodyLimitBytes, drainSeconds } = settings;
  const { issuer, clientId, clientSecret, providerName } = load(OidcSettings);
  const { requestsPerMinute, tokensPerMinute, tokensPerDay } = load(LimitSettings);
  const { uri, port } = load(TrackingSettings);
  return {
    authEnabled: enableAuth,
    allowAnyone,
    apiKey,
    defaultModel,
    publicUrl,
    dataUrl,
    bodyLimitBytes,
    drainMs: drainSeconds * 1000,
    corsOrigins: listOf(settings.corsOrigins),
    trustedProxies: listOf(settings.trustedProxies),
    limits: { requestsPerMinute, tokensPerMinute, tokensPerDay },
    oidc:
      issuer === undefined ? undefined : { issuer, clientId, clientSecret: clientSecret?.reveal(), name: providerName },
    mlflowPage: mlflowPage({ uri: settings.mlflowUrl ?? uri, port, openedAt: publicUrl ?? settings.host }),
  };
}

/** The base model's hash once it is known; a folder has none here. */
function hashInBackground({ base }: EngineSupervisor, log: AppLogger['log']): () => string | null {
  let sha256: string | null = null;
  const hash = createHash('sha256');
  const isFile = base.path !== '' && statSync(base.path, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile) {
    pipeline(createReadStream(base.path), hash)
      .then(() => (sha256 = hash.digest('hex')))
      .catch((error: unknown) => log.warn({ err: error }, 'the base model could not be hashed'));
  }
  return () => sha256;
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
