// Writes .env.example from the environment classes of every owner. `--check` writes nothing and fails on a difference.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ModelSettings } from '@naru/ask/settings';
import { envExample, type EnvironmentSection } from '@naru/config';
import { DataPrepSettings } from '@naru/data-prep/settings';
import { DatabaseSettings } from '@naru/db';
import { EngineSettings } from '@naru/engine';
import { HubSettings } from '@naru/hub';
import { LoggingSettings } from '@naru/logging';
import { MlflowSettings } from '@naru/mlflow-server';
import { NaruSettings } from '@naru/naru/settings';
import { RegistrySettings } from '@naru/registry';
import { LimitSettings, OidcSettings, ServeSettings, SharingSettings } from '@naru/serve/settings';
import { TrainSettings } from '@naru/train/settings';

const sections: readonly EnvironmentSection[] = [
  { title: 'Logs', type: LoggingSettings },
  { title: 'MLflow', type: MlflowSettings },
  { title: 'The registry', type: RegistrySettings },
  { title: 'Hugging Face hub', type: HubSettings },
  { title: 'Training', type: TrainSettings },
  { title: 'Database', type: DatabaseSettings },
  { title: 'Engine', type: EngineSettings },
  { title: 'Serving', type: ServeSettings },
  { title: 'Data service', type: DataPrepSettings },
  { title: 'Models that write and judge', type: ModelSettings },
  { title: 'The loop', type: NaruSettings },
  { title: 'Limits', type: LimitSettings },
  { title: 'Several serve processes', type: SharingSettings },
  { title: 'Sign-in at an OpenID provider', type: OidcSettings },
];

const path = join(import.meta.dirname, '../../.env.example');
const text = envExample(sections);

if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error('.env.example is not what the environment classes give. Run: npx nx run config:env-example');
    process.exitCode = 1;
  }
} else {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  console.log('wrote .env.example');
}
