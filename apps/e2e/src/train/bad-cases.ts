import { gzipSync } from 'node:zlib';

const USER = { role: 'user', content: '배포는 언제 하나요?' };
const ANSWER = { role: 'assistant', content: '금요일은 피합니다.' };

const row = (...messages: readonly object[]): string => JSON.stringify({ messages });
/** A row that can be learned from. */
export const GOOD = row(USER, ANSWER);

/** A configuration of the tiny model in six lines; `more` follows them. */
export const tiny = (more = '', { base = 'models/base/tiny', data = 'rows.jsonl', maxLength = 128 } = {}): string =>
  `name: tiny
base_model: ${base}
data: ${data}
max_length: ${maxLength}
max_steps: 1
samples: { prompts: [] }
${more}`;

export interface BadCase {
  readonly what: string;
  /** Files of the workspace, by path. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the person is told: what is wrong, and where. */
  readonly says: RegExp;
}

const LORA = ['lora', '--config=case.yaml', '--devices=cpu'];
const ROWS = { 'case.yaml': tiny(), 'rows.jsonl': `${GOOD}\n${GOOD}\n` };

const configuration = (what: string, text: string | Buffer, says: RegExp): BadCase => ({
  what,
  files: { ...ROWS, 'case.yaml': text },
  args: LORA,
  says,
});

const command = (what: string, args: readonly string[], says: RegExp, env: Record<string, string> = {}): BadCase => ({
  what,
  files: ROWS,
  args,
  env,
  says,
});

const input = (what: string, files: Record<string, string | Buffer>, says: RegExp): BadCase => ({
  what,
  files: { ...ROWS, ...files },
  args: LORA,
  says,
});

export interface BadRow {
  readonly what: string;
  readonly row: string | Buffer;
  /** The field, if one is to blame, and the reason. */
  readonly says: RegExp;
}

/** Refused before a job starts. */
export const REFUSED_AT_ONCE: readonly BadCase[] = [
  configuration('an empty configuration', '', /case\.yaml: is empty/),
  configuration('an unknown key', tiny('bach_size: 2\n'), /case\.yaml:7: bach_size .*did you mean batch_size/),
  configuration('a negative rank', tiny('lora: { rank: -4 }\n'), /case\.yaml:7: lora\.rank must be >= 1, not -4/),
  configuration('a word for a number', tiny('learning_rate: fast\n'), /case\.yaml:7: learning_rate must be number/),
  configuration('an unknown choice', tiny('optimizer: sgd\n'), /case\.yaml:7: optimizer must be one of/),
  configuration('a key that stands twice', tiny('seed: 1\nseed: 2\n'), /case\.yaml:8:1: Map keys must be unique/),
  configuration('broken YAML', tiny('lora: {rank: 4\n'), /case\.yaml:\d+:\d+: /),
  configuration(
    'a configuration in CP949',
    Buffer.from([0x6e, 0x3a, 0x20, 0xc7, 0xd1, 0x0a]),
    /case\.yaml:1: is not UTF-8/,
  ),
  configuration('no base model', 'name: tiny\n', /case\.yaml:1: base_model is missing/),
  configuration('a name that is a path', 'name: ../x\nbase_model: x\n', /case\.yaml:1: name must match/),
  configuration(
    'a base model that is not there',
    'name: a\nbase_model: some/model\n',
    /models:pull.*some\/model|some\/model/s,
  ),
  configuration(
    'a misspelt base model',
    'name: a\nbase_model: smollm-135m-instruct\n',
    /Did you mean smollm2-135m-instruct/,
  ),
  command('a configuration that is not there', ['lora', '--config=nowhere.yaml'], /nowhere\.yaml/),
  command('a misspelt shipped configuration', ['lora', '--config=smollm2-135'], /smollm2-135m/),
  command('an unknown option', [...LORA, '--fast'], /usage: .*--fast/s),
  command('an unknown verb', ['lorra'], /usage: .*lorra/s),
  command('--set without a value', [...LORA, '--set=rank'], /usage: .*rank/s),
  command('--set of an unknown key', [...LORA, '--set=lora.rnk=8'], /--set.*lora\.rnk.*lora\.rank|lora\.rnk/s),
  command('a device that no machine has', ['lora', '--config=case.yaml', '--devices=tpu'], /tpu/),
  command('data that is not there', [...LORA, '--data=nowhere.jsonl'], /data\.not-found: .*nowhere\.jsonl/s),
  command('a dataset that is not there', [...LORA, `--data=mine@${'0'.repeat(32)}`], /data\.not-found: .*mine@0/s),
  command('a bad environment variable', LORA, /environment\.invalid: .*MLFLOW_PORT.*abc/s, { MLFLOW_PORT: 'abc' }),
  command('a tracking address without a scheme', LORA, /MLFLOW_TRACKING_URI/, { MLFLOW_TRACKING_URI: 'ftp://x' }),
  command('logs that cannot be written', LORA, /disk\.read-only: LOG_DIR: .*rows\.jsonl\/logs/s, {
    LOG_DIR: 'rows.jsonl/logs',
  }),
  input('a folder without data', { 'case.yaml': tiny('', { data: 'none' }), 'none/README.md': '' }, /none/),
  input(
    'a model without weights',
    { 'case.yaml': tiny('', { base: 'half' }), 'half/config.json': '{}' },
    /holds no weights/,
  ),
  input(
    'a model folder that is none',
    { 'case.yaml': tiny('', { base: 'none' }), 'none/README.md': '' },
    /holds no config\.json/,
  ),
];

/** Refused by the job, from what the rows or the model hold. */
export const REFUSED_BY_THE_JOB: readonly BadCase[] = [
  input('a table of another kind', { 'case.yaml': tiny('', { data: 'rows.csv' }), 'rows.csv': 'a,b\n' }, /rows\.csv:1/),
  input('an empty file', { 'rows.jsonl': '' }, /rows\.jsonl.*(is empty|no rows?)/s),
  input('a file of blank lines', { 'rows.jsonl': '\ufeff\n\r\n  \n' }, /rows\.jsonl/),
  input('UTF-16', { 'rows.jsonl': Buffer.from(`\ufeff${GOOD}\n`, 'utf16le') }, /rows\.jsonl.*UTF-16/s),
  input('a compressed file under a plain name', { 'rows.jsonl': gzipSync(GOOD) }, /rows\.jsonl.*(gzip|UTF-8)/s),
  input(
    'an array that is cut off',
    { 'case.yaml': tiny('', { data: 'rows.json' }), 'rows.json': `[${GOOD},\n${GOOD.slice(0, 30)}` },
    /rows\.json.*is not valid JSON/s,
  ),
  input(
    'rows longer than max_length',
    { 'case.yaml': tiny('', { maxLength: 16 }) },
    /data\.nothing-to-learn: .*max_length is 16/s,
  ),
  input(
    'a target that the model does not have',
    { 'case.yaml': tiny('lora: { target_modules: [qq_proj] }\n') },
    /adapter\.target-not-found: .*qq_proj/s,
  ),
  input('weights that are cut off', { 'case.yaml': tiny('', { base: 'models/base/cut' }) }, /models\/base\/cut/),
  input(
    'an architecture that is not known',
    { 'case.yaml': tiny('', { base: 'models/base/odd' }) },
    /model\.unsupported: .*oddformer/s,
  ),
];

/** Refused although there are runs. */
export const REFUSED_RUNS: readonly BadCase[] = [
  command('an unknown run', ['resume', '--run=20200101T000000-abcdef'], /run\.not-found: .*20200101T000000-abcdef/s),
  command('a run that is a path', ['resume', '--run=../../etc'], /run\.not-found: .*\.\.\/\.\.\/etc/s),
];

const bad = (what: string, text: string | Buffer, says: RegExp): BadRow => ({ what, row: text, says });

/** Rows that are refused, each with its place; they stand between good ones. */
export const BAD_ROWS: readonly BadRow[] = [
  bad('broken JSON in the middle', '{"messages": [}', /is not valid JSON/),
  bad('invalid UTF-8 in the middle', Buffer.from([0x7b, 0xec, 0x95, 0x7d]), /is not UTF-8/),
  bad('a line of 10 MB', `{"messages": "${'가'.repeat(3_500_000)}`, /10,500,015 bytes; at most 8 MB/),
  bad('a wrong role', row({ role: 'bot', content: 'x' }, ANSWER), /messages\[0\]\.role 'bot' is not one of/),
  bad(
    'an empty answer',
    row(USER, { role: 'assistant', content: '' }),
    /messages\[1\]\.content the assistant turn is empty/,
  ),
  bad('a blank answer', row(USER, { role: 'assistant', content: ' \u3000' }), /messages\[1\]\.content/),
  bad('only a system turn', row({ role: 'system', content: 'x' }), /messages has only a system turn/),
  bad('a question at the end', row(USER, ANSWER, USER), /messages\[2\] the last turn is the user's/),
  bad('two questions in a row', row(USER, USER, ANSWER), /messages\[1\]\.role is user after user/),
  bad("ShareGPT's form", '{"conversations": []}', /messages .*ShareGPT/),
  bad("Alpaca's form", '{"instruction": "a", "output": "b"}', /messages .*Alpaca/),
  bad('a number for text', row(USER, { role: 'assistant', content: 7 }), /messages\[1\]\.content is a number/),
  bad('NUL in text', row(USER, { role: 'assistant', content: 'a\0' }), /messages\[1\]\.content has a NUL/),
];
