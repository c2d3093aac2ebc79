// Owns: the configuration of MLflow's basic-auth app for a test server.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonHas } from './mlflow-server.ts';

/**
 * The accounts of MLflow's basic-auth app. The app imports Flask-WTF for the CSRF check of its sign-up form only; where
 * that is not installed, an empty stand-in lets the rest of the app start. The API's authentication is MLflow's own.
 */
export async function accounts(
  own: string,
  auth: { username: string; password: string },
): Promise<Record<string, string>> {
  const config = [
    ...['[mlflow]', 'default_permission = NO_PERMISSIONS', `database_uri = sqlite:///${join(own, 'accounts.db')}`],
    ...[`admin_username = ${auth.username}`, `admin_password = ${auth.password}`],
    'authorization_function = mlflow.server.auth:authenticate_request_basic_auth',
  ];
  await writeFile(join(own, 'accounts.ini'), config.join('\n'));
  const environment = {
    MLFLOW_AUTH_CONFIG_PATH: join(own, 'accounts.ini'),
    MLFLOW_FLASK_SERVER_SECRET_KEY: 'for-tests',
  };
  if (await pythonHas('flask_wtf')) return environment;
  await mkdir(join(own, 'stand-in', 'flask_wtf'), { recursive: true });
  await writeFile(join(own, 'stand-in', 'flask_wtf', '__init__.py'), '');
  await writeFile(
    join(own, 'stand-in', 'flask_wtf', 'csrf.py'),
    'class CSRFProtect:\n    def init_app(self, app):\n        pass\n\n    def protect(self):\n        raise RuntimeError("stand-in")\n',
  );
  return { ...environment, PYTHONPATH: join(own, 'stand-in') };
}
