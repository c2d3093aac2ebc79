import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError, exitStatusOf } from '@naru/contracts';
import { workspaceRoot } from '@naru/config';

import { isMethod, parseConfigurationItem } from './configuration-item.ts';
import { findConfiguration, shippedConfigurations } from './find-configuration.ts';
import { parseOverride } from './overrides.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const root = workspaceRoot();
const MINIMAL = 'name: mine\nbase_model: smollm2-135m-instruct\n';

function fileOf(text: string | Buffer, name = 'mine.yaml'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'naru-configuration-')), name);
  writeFileSync(path, text);
  return path;
}

function resolved(text: string | Buffer, sets: string[] = [], method: 'lora' | 'qlora' = 'lora') {
  return resolveConfiguration({ path: fileOf(text), method, overrides: sets.map(parseOverride) });
}

function refusalOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('a shipped configuration', () => {
  const names = readdirSync(join(root, 'apps/train/configs')).map((name) => name.replace('.yaml', ''));

  it.each(names.flatMap((name) => [[name, 'lora'] as const, [name, 'qlora'] as const]))(
    '%s resolves for %s',
    (name, method) => {
      const config = resolveConfiguration({ path: findConfiguration(name, { root, cwd: '/' }), method, overrides: [] });

      expect(config).toMatchObject({ name, method });
      expect(config).not.toHaveProperty('by_method');
      expect(config.samples.prompts.some((prompt) => /[가-힣]/.test(prompt))).toBe(true);
    },
  );

  it('is listed', () => {
    expect(shippedConfigurations(root)).toEqual(expect.arrayContaining(['smollm2-135m', 'llama3-8b-instruct']));
  });

  it('trains an 8B model with paged 8-bit AdamW on NF4 for qlora, and in bf16 for lora', () => {
    const path = findConfiguration('llama3-8b-instruct', { root, cwd: '/' });
    const [lora, qlora] = (['lora', 'qlora'] as const).map((method) =>
      resolveConfiguration({ path, method, overrides: [] }),
    );

    expect(lora).toMatchObject({ dtype: 'bfloat16', optimizer: 'adamw', licence: 'llama3' });
    expect(qlora).toMatchObject({
      optimizer: 'paged_adamw_8bit',
      activation_checkpointing: true,
      quantization: { type: 'nf4', double_quantization: true },
    });
  });
});

describe('a configuration', () => {
  it('has its defaults filled in, at every depth', () => {
    expect(resolved(`${MINIMAL}lora:\n  rank: 8\n`).lora).toMatchObject({
      rank: 8,
      alpha: 32,
      target_modules: 'all-linear',
    });
  });

  it('takes by_method over the shared keys, and --set over both', () => {
    const text = `${MINIMAL}batch_size: 2\nlora: {rank: 4, alpha: 8}\nby_method:\n  qlora:\n    batch_size: 1\n    lora: {rank: 64}\n`;

    expect(resolved(text, ['batch_size=3'], 'qlora')).toMatchObject({ batch_size: 3, lora: { rank: 64, alpha: 8 } });
    expect(resolved(text, [], 'lora')).toMatchObject({ batch_size: 2, lora: { rank: 4, alpha: 8 } });
  });

  it('reads the value of --set as YAML', () => {
    const config = resolved(MINIMAL, [
      'lora.target_modules=[q_proj, v_proj]',
      'max_grad_norm=null',
      'learning_rate=5e-5',
      'packing=true',
      'samples.prompts=["나루가 무엇인가요? a=b"]',
    ]);

    expect(config).toMatchObject({ max_grad_norm: null, learning_rate: 5e-5, packing: true });
    expect(config.lora.target_modules).toEqual(['q_proj', 'v_proj']);
    expect(config.samples.prompts).toEqual(['나루가 무엇인가요? a=b']);
  });

  it('may begin with a byte-order mark and end its lines as Windows does', () => {
    expect(resolved(`\uFEFFname: mine\r\nbase_model: x/y\r\ndescription: 한국어\r\n`)).toMatchObject({
      name: 'mine',
      description: '한국어',
    });
  });

  it('may use an anchor and an alias', () => {
    expect(resolved(`${MINIMAL}evaluation: {batch_size: &b 2}\nbatch_size: *b\n`).batch_size).toBe(2);
  });
});

describe('a configuration that is wrong', () => {
  const cases: [what: string, text: string | Buffer, message: RegExp][] = [
    [
      'a key is unknown',
      `${MINIMAL}learning_rte: 1e-3\n`,
      /mine\.yaml:3: learning_rte is not a known key; did you mean learning_rate\?$/,
    ],
    [
      'a nested key is unknown',
      `${MINIMAL}lora:\n  alpha: 8\n  ranks: 8\n`,
      /mine\.yaml:5: lora\.ranks .* did you mean lora\.rank\?/,
    ],
    ['a key stands at the wrong level', `${MINIMAL}rank: 8\n`, /mine\.yaml:3: rank .* did you mean lora\.rank\?/],
    [
      'a key has the name that another tool gives it',
      `${MINIMAL}lora_r: 8\n`,
      /:3: lora_r .* did you mean lora\.rank\?/,
    ],
    ['a key is nothing like a known one', `${MINIMAL}zzzzzzzz: 8\n`, /:3: zzzzzzzz is not a known key\.$/],
    ['a key is __proto__', `${MINIMAL}__proto__: {rank: 8}\n`, /:3: __proto__ is not a known key/],
    ['a rank is negative', `${MINIMAL}lora:\n  rank: -4\n`, /:4: lora\.rank must be >= 1, not -4/],
    ['a whole number is a fraction', `${MINIMAL}batch_size: 1.5\n`, /:3: batch_size must be integer, not 1\.5/],
    ['a number is words', `${MINIMAL}learning_rate: fast\n`, /:3: learning_rate must be number, not "fast"/],
    ['a boolean is yes', `${MINIMAL}packing: yes\n`, /:3: packing must be boolean, not "yes"/],
    ['a choice is unknown', `${MINIMAL}optimizer: sgd\n`, /:3: optimizer must be one of "adamw", .* not "sgd"/],
    [
      'a list of modules is empty',
      `${MINIMAL}lora:\n  target_modules: []\n`,
      /:4: lora\.target_modules must NOT have fewer than 1 items/,
    ],
    ['a map is a list', `${MINIMAL}lora: [rank]\n`, /:3: lora must be object/],
    ['a required key is missing', 'name: mine\n', /mine\.yaml:1: base_model is missing/],
    ['the name cannot be part of a path', 'name: ../mine\nbase_model: x\n', /:1: name must match pattern/],
    [
      'a key of by_method is unknown',
      `${MINIMAL}by_method:\n  lora:\n    lora:\n      rnk: 2\n`,
      /:6: lora\.rnk .* did you mean lora\.rank\?/,
    ],
    [
      'by_method names another method',
      `${MINIMAL}by_method:\n  dora: {}\n`,
      /:4: by_method\.dora is not a known key; known are lora and qlora/,
    ],
    [
      'by_method changes the name',
      `${MINIMAL}by_method:\n  lora: {name: other}\n`,
      /:4: by_method\.lora\.name cannot differ by method/,
    ],
    ['by_method is a list', `${MINIMAL}by_method: [lora]\n`, /:3: by_method must hold lora and qlora/],
    ['it fixes the other method', `${MINIMAL}method: qlora\n`, /:3: method is qlora, and lora was asked for/],
    [
      'early stopping has nothing to look at',
      `${MINIMAL}evaluation:\n  early_stopping_patience: 2\n`,
      /:4: evaluation\.early_stopping_patience needs evaluation\.every_steps/,
    ],
    ['a key stands twice', `${MINIMAL}seed: 1\nseed: 2\n`, /mine\.yaml:4:1: Map keys must be unique/],
    ['a tab indents', `${MINIMAL}lora:\n\trank: 8\n`, /mine\.yaml:4:1: Tabs are not allowed as indentation/],
    ['it is a list', '- name: mine\n', /mine\.yaml:1: expected keys and values/],
    ['it is a word', 'hello\n', /mine\.yaml:1: expected keys and values/],
    ['it is empty', '', /mine\.yaml: is empty/],
    ['it holds comments only', '# nothing\n', /mine\.yaml: is empty/],
    ['it holds two documents', `${MINIMAL}---\n${MINIMAL}`, /mine\.yaml:3:\d+: Source contains multiple documents/],
    ['a bracket is open', `${MINIMAL}lora: {rank: 8\n`, /mine\.yaml:\d+:\d+: Flow map/],
    ['it is not UTF-8', Buffer.from([...Buffer.from(MINIMAL), 0xc7, 0xd1, 0x0a]), /mine\.yaml:3: is not UTF-8/],
    [
      'aliases explode',
      `${MINIMAL}a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n`,
      /alias/i,
    ],
  ];

  it.each(cases)('is refused with its place when %s', (_what, text, message) => {
    const error = refusalOf(() => resolved(text));

    expect(error.message).toMatch(message);
    expect(error.code).toBe('config.invalid');
    expect(exitStatusOf(error.code)).toBe(2);
  });

  it('is refused with all its problems at once', () => {
    const error = refusalOf(() => resolved(`${MINIMAL}seed: -1\nbatchsize: 2\n`));

    expect(error.message.split('\n')).toHaveLength(2);
  });

  it('names the --set that is to blame, not a line', () => {
    const error = refusalOf(() => resolved(`${MINIMAL}lora:\n  rank: 8\n`, ['lora.rank=-1']));

    expect(error.message).toBe('--set lora.rank=-1: lora.rank must be >= 1, not -1');
  });

  it('cannot have its method or by_method set', () => {
    expect(refusalOf(() => resolved(MINIMAL, ['method=qlora'])).code).toBe('usage');
    expect(refusalOf(() => resolved(MINIMAL, ['by_method.lora.seed=1'])).message).toContain(
      '--set by_method.lora.seed=1',
    );
  });
});

describe('--set', () => {
  it.each([
    ['no equals sign', 'rank'],
    ['no key', '=8'],
    ['a broken key', 'lora..rank=8'],
    ['a broken value', 'lora.target_modules=[q_proj'],
  ])('with %s is refused as wrong usage', (_what, text) => {
    const error = refusalOf(() => parseOverride(text));

    expect(error.code).toBe('usage');
    expect(error.message).toContain(`--set ${text}`);
  });

  it('cannot reach a prototype', () => {
    expect(refusalOf(() => resolved(MINIMAL, ['__proto__.polluted=1'])).message).toContain('__proto__');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('--config', () => {
  it('takes a method after a colon', () => {
    expect(parseConfigurationItem('llama3-8b-instruct:qlora', 'lora')).toEqual({
      source: 'llama3-8b-instruct',
      method: 'qlora',
    });
    expect(parseConfigurationItem(' my/file.yaml ', 'lora')).toEqual({ source: 'my/file.yaml', method: 'lora' });
    expect(isMethod('dora')).toBe(false);
  });

  it.each([
    ['', /empty item/],
    [':lora', /empty item/],
    ['smollm2-135m:', /"" is not a method/],
    ['smollm2-135m:dora', /"dora" is not a method/],
  ])('refuses "%s"', (text, message) => {
    const error = refusalOf(() => parseConfigurationItem(text, 'lora'));

    expect(error.code).toBe('usage');
    expect(error.message).toMatch(message);
  });

  it('finds a file from where the person stands, else from the workspace', () => {
    const path = fileOf(MINIMAL);

    expect(findConfiguration('mine.yaml', { root, cwd: join(path, '..') })).toBe(path);
    expect(findConfiguration('apps/train/configs/smollm2-135m.yaml', { root, cwd: '/' })).toBe(
      join(root, 'apps/train/configs/smollm2-135m.yaml'),
    );
  });

  it('names the nearest shipped one when there is none of that name, and refuses a folder', () => {
    const error = refusalOf(() => findConfiguration('smollm-135m', { root, cwd: '/' }));

    expect(error).toMatchObject({
      code: 'usage',
      message: 'There is no configuration "smollm-135m". Did you mean smollm2-135m?',
    });
    expect(refusalOf(() => findConfiguration('apps/train', { root, cwd: '/' })).message).toContain('is a folder');
  });
});
