import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { FakeEngine } from '@naru/inference/testing';

import { buildContext } from './build-context.ts';
import { BASE, importBase, startDocker, whyNoDocker, type Docker } from './docker.ts';
import { freePort } from './free-port.ts';
import { describeWith, run } from './system-program.ts';

const MINUTE = 60_000;
const CANARY = 'canary-3f1c77d0b2a94e6d';
const KEY = 'a-key-of-the-first-program-0123';
const HARDENED = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
const QUESTION = { messages: [{ role: 'user', content: 'Name one colour.' }], max_tokens: 8 };

const why = process.env['NARU_TEST_IMAGES'] === '1' ? whyNoDocker() : 'minutes long; NARU_TEST_IMAGES=1 asks for it';

describeWith(why === undefined ? ['docker'] : undefined, 'the images', why ?? '', () => {
  let docker: Docker;
  let fake: FakeEngine;

  const build = (image: string, context: string, ...options: readonly string[]): string =>
    docker.ok(
      ...['build', '--quiet', '--network', 'host', '--build-arg', `BASE_IMAGE=${BASE}`, ...options],
      ...['--file', join(context, 'deployment', image, 'Dockerfile'), '--tag', `naru-test-${image}`, context],
    );

  async function untilHealthy(container: string): Promise<void> {
    const health = (): string =>
      docker.ok('inspect', '--format', '{{.State.Status}} {{.State.Health.Status}}', container);
    for (const until = performance.now() + 2 * MINUTE; performance.now() < until;) {
      if (health() === 'running healthy') return;
      if (!health().startsWith('running')) break;
      await sleep(500);
    }
    throw new Error(`${container} is ${health()}: ${docker.try('logs', container).output}`);
  }

  /** A serve that listens on this machine, and its address. */
  async function serve(...options: readonly string[]): Promise<{ readonly container: string; readonly url: string }> {
    const port = await freePort();
    const settings = [`SERVE_PORT=${port}`, 'SERVE_HOST=127.0.0.1', `VLLM_ENDPOINT=${fake.url}`];
    const container = docker.ok(
      ...['run', '--detach', '--network', 'host', '--health-interval', '2s', ...HARDENED],
      ...[...settings.flatMap((setting) => ['--env', setting]), ...options, 'naru-test-serve'],
    );
    await untilHealthy(container);
    return { container, url: `http://127.0.0.1:${port}` };
  }

  function complete(url: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(QUESTION),
    });
  }

  beforeAll(async () => {
    fake = await FakeEngine.start();
    docker = await startDocker();
    importBase(docker);
    const context = buildContext(docker.folder, CANARY);
    build('serve', context);
    build('engine', context);
    build('data-prep', context);
    // All but PyTorch, which is gigabytes.
    for (const stage of ['build', 'production']) build('train', context, '--target', stage);
  }, 60 * MINUTE);
  afterAll(async () => {
    const left = docker.try('ps', '--all', '--quiet', '--filter', 'label=org.opencontainers.image.title').stdout.trim();
    if (left !== '') docker.try('rm', '--force', '--volumes', ...left.split('\n'));
    docker.try('rmi', '--force', ...['serve', 'engine', 'data-prep', 'train'].map((name) => `naru-test-${name}`), BASE);
    await docker.stop();
    await fake.close();
  }, 5 * MINUTE);

  it(
    'of serve answers with its page and a reply, read-only, as nobody in particular, and stops when it is told',
    async () => {
      const { container, url } = await serve('--env', 'ENABLE_AUTH=false');

      const page = await (await fetch(url)).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '/none';
      const answer = (await (await complete(url)).json()) as { choices: { message: { content: string } }[] };
      const inside = (command: string) => docker.try('exec', container, 'sh', '-c', command);

      expect((await fetch(url + script)).status).toBe(200);
      expect(answer.choices[0]?.message.content).toContain('나루');
      expect(inside('id -u').stdout.trim()).toBe('10001');
      expect(inside('touch /app/models/new').output).toContain('Read-only file system');

      const asked = performance.now();
      docker.ok('stop', '--time', '30', container);

      expect(performance.now() - asked).toBeLessThan(25_000);
      expect(docker.ok('inspect', '--format', '{{.State.ExitCode}}', container)).toBe('0');
    },
    5 * MINUTE,
  );

  it(
    'of serve asks for sign-in by itself, and takes its secrets from files',
    async () => {
      const file = join(docker.folder, 'api_key');
      writeFileSync(file, KEY);
      chmodSync(file, 0o444);
      const { container, url } = await serve(
        ...['--volume', `${file}:/run/secrets/api_key:ro`, '--env', 'API_KEY_FILE=/run/secrets/api_key'],
      );

      expect((await complete(url)).status).toBe(401);
      expect((await complete(url, { authorization: `Bearer ${KEY}` })).status).toBe(200);
      expect(docker.ok('logs', container)).toContain("Make the first administrator's account");
      expect(docker.ok('inspect', container)).not.toContain(KEY);
    },
    5 * MINUTE,
  );

  it(
    'of the engine answers with the packaged model, read-only and without a network, and stops when it is told',
    async () => {
      const container = docker.ok(
        ...['run', '--detach', '--network', 'none', '--health-interval', '2s', ...HARDENED],
        ...['--env', 'MAX_MODEL_LEN=1024', 'naru-test-engine'],
      );
      await untilHealthy(container);
      const ask = `fetch('http://127.0.0.1:8000/v1/chat/completions', { method: 'POST', body: '${JSON.stringify(QUESTION)}', headers: { 'content-type': 'application/json' } }).then((answer) => answer.text()).then(console.log)`;
      const answer = JSON.parse(docker.ok('exec', container, 'node', '-e', ask)) as {
        choices: { message: { content: string } }[];
      };

      expect(answer.choices[0]?.message.content).toMatch(/\w/);

      const asked = performance.now();
      docker.ok('stop', '--time', '30', container);

      expect(performance.now() - asked).toBeLessThan(25_000);
      expect(docker.ok('inspect', '--format', '{{.State.ExitCode}}', container)).toBe('0');
    },
    5 * MINUTE,
  );

  it(
    'of data-prep answers, read-only, and keeps what it makes in its volume',
    async () => {
      const container = docker.ok(
        ...['run', '--detach', '--network', 'none', '--health-interval', '2s', ...HARDENED],
        ...['--env', 'ENABLE_AUTH=true', 'naru-test-data-prep'],
      );
      await untilHealthy(container);

      expect(docker.try('exec', container, 'sh', '-c', 'touch /app/data/datasets/new && id -u').stdout.trim()).toBe(
        '10001',
      );
    },
    5 * MINUTE,
  );

  it.each(['serve', 'engine', 'data-prep'])(
    'of %s holds no secret in a layer or in its history, and nothing that only a build needs',
    (image) => {
      const name = `naru-test-${image}`;
      const tar = join(docker.folder, `${image}.tar`);
      docker.ok('save', '--output', tar, name);
      const list = ['run', '--rm', '--network', 'none', '--entrypoint', 'sh', name, '-c'];
      const packages = docker.ok(...list, 'ls node_modules; ls -a . | grep -e npmrc -e env; command -v npm || true');

      expect(run('grep', ['--text', '--count', CANARY, tar]).stdout.trim()).toBe('0');
      expect(docker.ok('history', '--no-trunc', name)).not.toMatch(/(PASSWORD|SECRET|TOKEN|API_KEY)=/);
      expect(packages.split('\n')).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(jest|nx|vite|eslint|\.npmrc|\.env|.*\/npm)$/)]),
      );
      run('rm', ['-f', tar]);
    },
    5 * MINUTE,
  );
});
