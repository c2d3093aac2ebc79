import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { AppError } from '@naru/contracts';

import { MlflowSettings } from './settings.ts';
import { databaseUri, trackingPlace } from './tracking-place.ts';

const root = mkdtempSync(join(tmpdir(), '나루 mlruns '));
const at = (trackingUri: string) => trackingPlace(Object.assign(new MlflowSettings(), { trackingUri }), root);

function refusal(trackingUri: string): AppError {
  try {
    at(trackingUri);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('was accepted');
}

describe('MLFLOW_TRACKING_URI', () => {
  it('is by default a folder of the workspace, served on port 5000', () => {
    const place = trackingPlace(new MlflowSettings(), root);

    expect(place).toMatchObject({ kind: 'local', url: 'http://127.0.0.1:5000' });
    expect(place.kind === 'local' && databaseUri(place.store)).toBe(`sqlite:///${root}/mlruns/mlflow.db`);
  });

  it.each(['https://mlflow.example/team', 'HTTP://10.0.0.1:5000'])('%s is used as it is', (url) => {
    expect(at(url)).toEqual({ kind: 'remote', url });
  });

  it('may be a file: address or an absolute folder', () => {
    const folder = join(root, '기록');

    expect(at(pathToFileURL(folder).href)).toMatchObject({ store: { folder } });
    expect(at(folder)).toMatchObject({ store: { folder } });
  });

  it.each(['sqlite:///mlflow.db', 'postgresql://me:secret@db/mlflow', 'databricks', 'databricks://x', 'uc:y'])(
    '%s is refused with what to do, and without a password',
    (uri) => {
      const error = refusal(uri);

      expect(error.code).toBe('environment.invalid');
      expect(error.hint).toMatch(/mlflow server --backend-store-uri/);
      expect(error.message).not.toContain('secret');
    },
  );
});

describe("MLflow's old file store", () => {
  function fileStore(): string {
    const folder = mkdtempSync(join(root, 'old-'));
    mkdirSync(join(folder, '0'));
    writeFileSync(join(folder, '0', 'meta.yaml'), 'name: Default\n');
    return folder;
  }

  it('is recognised, left alone, and the way to migrate it told', () => {
    const folder = fileStore();
    const error = refusal(folder);

    expect(error.code).toBe('tracking.old-file-store');
    expect(error.message).toContain(folder);
    expect(error.hint).toMatch(/mlflow migrate-filestore --source '.*' --target 'sqlite:\/\/\/\/.*'/);
    expect(readdirSync(folder)).toEqual(['0']);
  });

  it('beside a database is a migrated one, and served', () => {
    const folder = fileStore();
    writeFileSync(join(folder, 'mlflow.db'), '');

    expect(at(folder).kind).toBe('local');
  });
});
