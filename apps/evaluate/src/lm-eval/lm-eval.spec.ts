import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { choices } from '../measures/choices.ts';
import { comparedSamples, readSamples, readTasks, type TaskSamples } from './index.ts';

const root = join(import.meta.dirname, '../../../..');
const recorded = (): TaskSamples => {
  const [task] = readSamples(join(root, 'apps/evaluate/lm-eval/recorded'));
  return task!;
};

describe("lm-eval's samples", () => {
  it('are read as it wrote them, and its acc is what our measure makes of its likelihoods', () => {
    const { task, higherIsBetter, samples } = recorded();
    const lines = readFileSync(join(root, 'data/evaluation/choices.ko.jsonl'), 'utf8').trim().split('\n');

    expect(task).toBe('naru-choices-ko');
    expect(higherIsBetter).toEqual({ acc: true, acc_bytes: true });
    expect(samples).toHaveLength(25);
    for (const [at, { values, likelihoods }] of samples.entries()) {
      const item = JSON.parse(lines[at]!) as Parameters<typeof choices.of>[0];
      const options = likelihoods!.map((logLikelihood) => ({ logLikelihood, tokens: 1, bytes: 1 }));
      expect(choices.of(item, { choices: options })).toBe(values['acc']);
    }
  });

  it('are compared item by item, turned so that more is better', () => {
    const own = recorded();
    const lost = own.samples.map((sample) => ({ ...sample, values: { acc: 0, errors: 2 } }));
    const won = own.samples.map((sample) => ({ ...sample, values: { acc: 1, errors: 1 } }));
    const higherIsBetter = { acc: true, errors: false };

    const { figures, items } = comparedSamples(
      [{ ...own, higherIsBetter, samples: won }],
      [{ ...own, higherIsBetter, samples: lost }],
    );

    expect(figures).toEqual([
      {
        task: own.task,
        metric: 'acc',
        higherIsBetter: true,
        items: 25,
        candidate: 1,
        baseline: 0,
        difference: 1,
        low: 1,
        high: 1,
      },
      {
        task: own.task,
        metric: 'errors',
        higherIsBetter: false,
        items: 25,
        candidate: 1,
        baseline: 2,
        difference: 1,
        low: 1,
        high: 1,
      },
    ]);
    expect(items[0]).toMatchObject({ set: 'lm-eval.naru-choices-ko', language: 'ko', scores: { acc: [1, 0] } });
  });

  it('of different items are not compared', () => {
    const own = recorded();
    const other = { ...own, samples: own.samples.map((sample) => ({ ...sample, docHash: 'x' })) };

    expect(() => comparedSamples([own], [other])).toThrow('item 0 is not the same');
    expect(() => comparedSamples([own], [{ ...own, samples: own.samples.slice(1) }])).toThrow('cannot be compared');
  });

  it('that are not there are named', () => {
    expect(() => readSamples(mkdtempSync(join(tmpdir(), 'naru-samples-')))).toThrow('no results of lm-eval');
  });
});

describe('a task of lm-eval', () => {
  const folder = mkdtempSync(join(tmpdir(), 'naru-task-'));
  const task = (text: string): string => {
    const path = join(folder, 'mine.yaml');
    writeFileSync(path, text);
    return path;
  };
  const places = { root: folder, cwd: folder };

  it('is known by its YAML and its data together', async () => {
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'data/items.jsonl'), '{}\n');
    writeFileSync(join(folder, 'data/base.yaml'), 'dataset_path: json\ndoc_to_text: !function utils.text\n');
    const path = task('include: data/base.yaml\ntask: mine\ndataset_kwargs: {data_files: {test: data/items.jsonl}}\n');

    const [before] = await readTasks([path], places);
    writeFileSync(join(folder, 'data/items.jsonl'), '{"a": 1}\n');
    const [after] = await readTasks(['mine.yaml'], places);

    expect(before).toMatchObject({ name: 'mine', folder });
    expect(after?.sha256).not.toBe(before?.sha256);
  });

  it.each([
    [
      'its data is on the hub',
      'task: mine\ndataset_path: skt/kobest_v1\n',
      /from skt\/kobest_v1, which is not on this machine/,
    ],
    [
      'its file is not there',
      'task: mine\ndataset_path: json\ndataset_kwargs: {data_files: no.jsonl}\n',
      /no\.jsonl, which is not there/,
    ],
    ['it is a group', 'group: mine\ntask: [a, b]\n', /groups and lists/],
    ['it is no YAML', ': [', /no YAML of a task/],
  ])('is refused where %s', async (_, text, message) => {
    await expect(readTasks([task(text)], places)).rejects.toThrow(message);
  });

  it('that Naru brings runs on files that are there', async () => {
    const tasks = await readTasks(['naru-choices-ko', 'naru-choices-en'], { root, cwd: '/' });

    expect(tasks.map(({ name }) => name)).toEqual(['naru-choices-ko', 'naru-choices-en']);
    await expect(readTasks(['kobest'], { root, cwd: '/' })).rejects.toThrow('no task kobest');
  });
});
