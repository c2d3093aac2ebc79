// Programs in the place of the stages, for tests: each tells when it begins and ends, waits while it is held, and leaves
// what its stage would leave.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../../../../libs/contracts/fixtures/good');
const sha = (digits: string): string => digits.repeat(32);

const COMMON = `
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const [verb] = process.argv.slice(2);
const told = (what) => appendFileSync('told.txt', what + '\\n');
const leave = (path, content) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
};
async function held(name) {
  told(name + ' begins');
  while (existsSync('hold-' + name)) await new Promise((done) => setTimeout(done, 20));
}`;

const PROGRAMS = {
  serve: `held('feedback').then(() => { console.log('feedback@${sha('f')}'); told('feedback ends'); });`,
  'data-prep': `held('dataset').then(() => {
    leave('data/datasets/loop@${sha('d')}/manifest.json', {});
    told('dataset ends');
    console.log(JSON.stringify({ event: 'dataset', id: 'loop@${sha('d')}' }));
  });`,
  train: `held('train').then(() => {
    const run = 'models/fine-tuned/20261123T010203-abc123/';
    const provenance = { chatTemplateSha256: '${sha('cc')}' };
    const data = { id: 'loop@${sha('d')}', sha256: '${sha('dd')}' };
    leave(run + 'adapter.gguf', 'GGUF');
    leave(run + 'job.json', { runId: '20261123T010203-abc123', base: { id: 'tiny' }, data, config: { name: 'ferry', method: verb }, provenance });
    const adapter = { path: 'adapter', sha256: '${sha('aa')}', ggufPath: 'adapter.gguf' };
    leave(run + 'events.jsonl', JSON.stringify({ type: 'run.finished', adapter }) + '\\n');
    told('train ends');
  });`,
  evaluate: `held(verb === 'run' ? 'evaluate' : 'release').then(() => {
    if (verb === 'run') leave('results/20261123T020304-def456/report.json', REPORT);
    told(verb === 'run' ? 'evaluate ends' : 'release ends');
  });`,
} as const;

const POLICY = `
name: test
recipe: recipe.yaml
training: { config: tiny.yaml }
evaluation: { gate: loss, limit_items: 2 }
on_better: promote
`;

/** A workspace whose stages are scripts. */
export class ScriptedStages {
  readonly root = mkdtempSync(join(tmpdir(), '나루 loop '));

  constructor(verdict: 'better' | 'inconclusive' = 'better') {
    const report = JSON.parse(readFileSync(join(FIXTURES, 'evaluation-report.loss.json'), 'utf8')) as object & {
      candidate: object;
    };
    const whole = { ...report, verdict, candidate: { ...report.candidate, name: 'ferry@aaaaaaaa', sha256: sha('aa') } };
    for (const [app, program] of Object.entries(PROGRAMS)) {
      const before = app === 'evaluate' ? `const REPORT = ${JSON.stringify(whole)};\n` : '';
      this.write(`apps/${app}/dist/main.js`, `${COMMON}\n${before}${program}`);
    }
    this.write('nx.json', '{}').write('recipe.yaml', 'name: loop\nsources:\n  - { name: own, path: rows.jsonl }\n');
    this.write('rows.jsonl', '{}\n').write('tiny.yaml', 'name: ferry\n').write('policy.yaml', POLICY);
  }

  write(name: string, content: string): this {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), content);
    return this;
  }

  hold(step: string): void {
    this.write(`hold-${step}`, '');
  }

  release(step: string): void {
    rmSync(join(this.root, `hold-${step}`), { force: true });
  }

  /** `<step> begins`, `<step> ends`, in order. */
  get told(): string[] {
    try {
      return readFileSync(join(this.root, 'told.txt'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  }
}
