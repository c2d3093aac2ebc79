import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { describeWith, findProgram, run } from './system-program.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string };
  readonly ports?: readonly (string | { readonly host_ip?: string; readonly target: number })[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: unknown;
  readonly profiles?: readonly string[];
  readonly deploy?: { readonly resources?: { readonly reservations?: { readonly devices?: readonly unknown[] } } };
}

interface Project {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const root = join(import.meta.dirname, '../..');
const compose = findProgram([['docker', 'compose'], ['docker-compose']], 'version') ?? [];
const CPU = ['docker-compose.yml'];
const GPU = [...CPU, 'docker-compose.gpu.yml'];

/** The files as the real tool reads them. A folder without .env: a person's own settings are none of the test's. */
function configOf(files: readonly string[], variables: Record<string, string> = {}): Project {
  const [program = '', ...first] = compose;
  const chosen = files.flatMap((file) => ['-f', join(root, file)]);
  const cwd = mkdtempSync(join(tmpdir(), 'naru-compose-'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, ...variables };
  const { status, stdout, output } = run(
    program,
    [...first, ...chosen, '--profile', 'train', '--profile', 'evaluate', 'config'],
    { cwd, env },
  );
  if (status !== 0) throw new Error(output);
  return parse(stdout) as Project;
}

const hostOf = (port: string | { readonly host_ip?: string }): string =>
  typeof port === 'string' ? (port.split(':')[0] ?? '') : (port.host_ip ?? '');

describeWith(
  compose[0] === undefined ? undefined : compose,
  'docker-compose.yml',
  'neither docker compose nor docker-compose is here',
  () => {
    const { services, networks } = configOf(CPU);

    it('is accepted by the real tool, and has the whole', () => {
      expect(Object.keys(services).sort()).toEqual(
        [
          'alloy',
          'data-prep',
          'engine',
          'evaluate',
          'grafana',
          'loki',
          'mlflow',
          'postgres',
          'prometheus',
          'redis',
          'serve',
          'train',
        ].sort(),
      );
    });

    it('publishes the page, MLflow and Grafana only, and on this machine only', () => {
      const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
        ports.map((port) => [name, hostOf(port)]),
      );

      expect(published.sort()).toEqual([
        ['grafana', '127.0.0.1'],
        ['mlflow', '127.0.0.1'],
        ['serve', '127.0.0.1'],
      ]);
    });

    it('keeps the engine, the databases and the watchers in a network without a way out', () => {
      const inside = ['alloy', 'engine', 'loki', 'postgres', 'prometheus', 'redis'];

      expect(networks['inside']?.internal).toBe(true);
      for (const name of inside)
        expect([name, Object.keys(services[name]?.networks ?? {})]).toEqual([name, ['inside']]);
    });

    it('waits for what has to be well, and asks every service how it is', () => {
      const waits = Object.entries(services).flatMap(([name, { depends_on = {} }]) =>
        Object.entries(depends_on).map(([on, { condition }]) => `${name} -> ${on} ${condition}`),
      );
      const dockerfiles = Object.values(services).flatMap(({ build }) =>
        build === undefined ? [] : [build.dockerfile],
      );

      expect(waits.sort()).toEqual([
        'data-prep -> postgres service_healthy',
        'evaluate -> mlflow service_healthy',
        'evaluate -> postgres service_healthy',
        'grafana -> prometheus service_healthy',
        'serve -> postgres service_healthy',
        'serve -> redis service_healthy',
        'train -> mlflow service_healthy',
      ]);
      for (const [name, { healthcheck, build }] of Object.entries(services)) {
        expect([name, healthcheck !== undefined || build !== undefined]).toEqual([name, true]);
      }
      expect(new Set(dockerfiles).size).toBe(5);
      for (const file of dockerfiles) expect(readFileSync(join(root, file), 'utf8')).toMatch(/^HEALTHCHECK /m);
    });

    it('holds no secret: each is a file that git does not keep', () => {
      const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
      const words = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
      const secretive = words.filter(([name]) => /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL|REDIS_URL/.test(name));

      expect(secretive.length).toBeGreaterThan(4);
      for (const [name, value] of secretive) {
        expect([name, value === null || value === '' || value.startsWith('/run/secrets/')]).toEqual([name, true]);
      }
      expect(text).toContain('deployment/secrets/database_url');
      expect(run('git', ['check-ignore', 'deployment/secrets/database_url'], { cwd: root }).status).toBe(0);
    });

    it('names files that are there', () => {
      const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
      const named = [...text.matchAll(/\.\/(deployment[\w/.-]*)/g)].map(([, path = '']) => path);

      expect(named.length).toBeGreaterThan(4);
      for (const path of named) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    });
  },
);

describeWith(
  compose[0] === undefined ? undefined : compose,
  'docker-compose.gpu.yml',
  'neither docker compose nor docker-compose is here',
  () => {
    it('puts vLLM in the place of the engine, and training beside it, each on a card of its own', () => {
      const { services } = configOf(GPU, { SERVE_GPU: '1', TRAIN_GPU: '0', VLLM_ARGS: '--quantization bitsandbytes' });
      const devicesOf = (name: string): unknown => services[name]?.deploy?.resources?.reservations?.devices;

      expect(services['serve']?.environment).toMatchObject({ VLLM_ENDPOINT: 'http://vllm:8000' });
      // Compose 2 leaves out what no profile asked for; docker-compose 1 lists it.
      expect(services['engine']?.profiles ?? ['cpu']).toEqual(['cpu']);
      expect(devicesOf('vllm')).toMatchObject([{ driver: 'nvidia', device_ids: ['1'], capabilities: ['gpu'] }]);
      expect(devicesOf('train')).toMatchObject([{ driver: 'nvidia', device_ids: ['0'], capabilities: ['gpu'] }]);
      expect(Object.keys(services['vllm']?.networks ?? {})).toEqual(['inside']);
    });
  },
);
