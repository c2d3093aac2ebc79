import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { checkEvaluationItem, type EvaluationItem } from '@naru/contracts';
import { instructionIds, instructionProblem } from '@naru/instructions';
import {
  comparableText,
  ContaminationIndex,
  duplicateSettings,
  DuplicateSearch,
  SignatureBlock,
  signer,
} from '@naru/near-duplicates';

const data = join(import.meta.dirname, '../../data');
const rows = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const sets = globSync(join(data, 'evaluation/*.jsonl')).map((path) => ({
  name: basename(path),
  items: rows(path) as EvaluationItem[],
}));
const items = sets.flatMap((set) => set.items);
const said = globSync(join(data, 'samples/*/*.jsonl'))
  .flatMap(rows)
  .flatMap((row) => (row as { messages: { content: string }[] }).messages.map((turn) => turn.content));

const FILES: Readonly<Record<EvaluationItem['kind'], string>> = {
  instructions: 'instructions',
  question: 'questions',
  refusal: 'refusals',
  choice: 'choices',
  register: 'register',
};

/** Everything of an item that a model could have learned by heart. */
function textsOf(item: EvaluationItem): string[] {
  if (item.kind === 'question') return [item.prompt, ...item.references];
  return item.kind === 'choice' ? [`${item.prompt}\n${item.options.join('\n')}`] : [item.prompt];
}

describe('the evaluation sets', () => {
  it('hold what their schema says, under the name of their kind and language', () => {
    const wrong = sets.flatMap(({ name, items: held }) =>
      held.flatMap((item) => {
        const checked = checkEvaluationItem(item);
        const inPlace = `${FILES[item.kind]}.${item.language}.jsonl` === name;
        return checked.ok && inPlace ? [] : [{ id: item.id, name, problems: checked.ok ? [] : checked.problems }];
      }),
    );

    expect(wrong).toEqual([]);
    expect(items.length).toBeGreaterThanOrEqual(240);
  });

  it('have as many items of each kind as were promised', () => {
    expect(Object.fromEntries(sets.map(({ name, items: held }) => [name, held.length]))).toEqual({
      'choices.en.jsonl': 25,
      'choices.ko.jsonl': 25,
      'instructions.en.jsonl': 40,
      'instructions.ko.jsonl': 40,
      'questions.en.jsonl': 40,
      'questions.ko.jsonl': 40,
      'refusals.en.jsonl': 20,
      'refusals.ko.jsonl': 20,
      'register.ko.jsonl': 20,
    });
  });

  it('ask for every instruction that can be checked, with right parameters', () => {
    const asked = items.flatMap((item) => (item.kind === 'instructions' ? item.instructions : []));

    expect(asked.flatMap((instruction) => instructionProblem(instruction) ?? [])).toEqual([]);
    expect(instructionIds.filter((id) => !asked.some((instruction) => instruction.id === id))).toEqual([]);
  });

  it('have one right option, at every place about as often', () => {
    const choices = items.flatMap((item) => (item.kind === 'choice' ? [item] : []));
    const places = [0, 1, 2, 3].map((place) => choices.filter(({ answer }) => answer === place).length);

    expect(choices.filter(({ options }) => options.length !== 4)).toEqual([]);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(choices.length / 5);
  });

  it('ask as often for a refusal as for an answer', () => {
    const refusals = items.flatMap((item) => (item.kind === 'refusal' ? [item] : []));

    expect(refusals.filter(({ expected }) => expected === 'refuse').length).toBe(refusals.length / 2);
  });

  it('are in the language they say, composed (NFC), without stray space', () => {
    for (const item of items) {
      const texts = textsOf(item);
      expect({ id: item.id, hangul: /\p{Script=Hangul}/u.test(item.prompt) }).toEqual({
        id: item.id,
        hangul: item.language === 'ko',
      });
      expect(texts).toEqual(texts.map((text) => text.normalize('NFC').trim()));
    }
  });

  it('say nothing twice: not an id, not a prompt, not nearly', () => {
    const settings = duplicateSettings({ threshold: 0.6 });
    const sign = signer(settings);
    const block = SignatureBlock.forRows(items.length, settings.bands);
    for (const [row, item] of items.entries()) block.set(row, sign(item.prompt));
    const search = new DuplicateSearch({ settings, rows: items.length, textOf: (row) => items[row]?.prompt ?? '' });
    search.addExact(block.column('exact'));
    for (let band = 0; band < settings.bands; band += 1) search.addBand(block.column(band));

    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
    expect(new Set(items.map((item) => comparableText(item.prompt))).size).toBe(items.length);
    expect([...search.clusters({ score: () => 0, length: () => 0 })]).toEqual([]);
  });

  it('share no 13 words, and no near-duplicate, with the conversations that npm start trains on', () => {
    const texts = items.flatMap((item) => textsOf(item).map((text) => ({ id: item.id, text })));
    const index = new ContaminationIndex(
      texts.map(({ text }) => text),
      duplicateSettings({ threshold: 0.6 }),
    );
    const found = said.flatMap((turn) => {
      const { overlaps, similar } = index.find(turn);
      return [...overlaps, ...similar].map(({ item }) => ({ id: texts[item]?.id, turn }));
    });

    expect(said.length).toBeGreaterThan(800);
    expect(index.find(texts[0]?.text ?? '').similar.map(({ item }) => item)).toContain(0);
    expect(found).toEqual([]);
  });
});
