import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aSource } from '../../testing/fake-sources.ts';
import { wordsOf } from '../words/words.ts';
import { slug } from './names.ts';
import { EMPTY_DRAFT, lacking, recipeOf, suggestedName, toggled, withStep } from './recipe-draft.ts';
import { namePattern, stepForms } from './recipe-schema.ts';

const SCHEMA = join(import.meta.dirname, '../../../../../libs/contracts/schema/data-recipe.schema.json');
const schema: unknown = JSON.parse(readFileSync(SCHEMA, 'utf8'));
const forms = stepForms(schema);

describe('the steps that a recipe may have', () => {
  it.each(forms)('are told in Korean and English: $use', ({ use, fields }) => {
    for (const locale of ['ko', 'en'] as const) {
      const words = wordsOf(locale);
      const options = fields.flatMap((field) => ('options' in field ? field.options : []));
      expect(words.step[use]?.name).toBeDefined();
      expect(fields.filter(({ name }) => words.step[use]?.parameters[name] === undefined)).toEqual([]);
      expect(options.filter((option) => words.option[option] === undefined)).toEqual([]);
    }
  });

  it('have the plain settings of the schema, with their limits and defaults', () => {
    const { fields = [] } = forms.find(({ use }) => use === 'duplicates') ?? {};
    expect(fields[0]).toMatchObject({ name: 'threshold', kind: 'number', initial: 0.8, min: 0.3, max: 1 });
    expect(forms.find(({ use }) => use === 'quality')?.fields.map(({ name }) => name)).toEqual(['threshold']);
  });
});

describe('a recipe that is being made', () => {
  const chats = aSource({ id: 's1', name: '상담 기록 2026.csv', licence: 'proprietary' });
  const docs = aSource({ id: 's2', name: 'Café Docs.md' });

  it('is whole as soon as a source is chosen', () => {
    const recipe = recipeOf(toggled(EMPTY_DRAFT, 's1'), [chats], forms);
    expect(recipe).toMatchObject({
      name: 'sangdam-girok-2026',
      sources: [{ source: 's1', name: 'sangdam-girok-2026', licence: 'proprietary' }],
    });
    expect(recipe.steps).toEqual(forms.filter(({ byDefault }) => byDefault).map(({ use }) => ({ use })));
    expect(lacking(forms, EMPTY_DRAFT)).toEqual([]);
  });

  it('holds what differs from the defaults, and nothing else', () => {
    const draft = withStep(withStep(EMPTY_DRAFT, 'quality', { values: { threshold: 0.7 } }), 'language', { on: false });
    const steps = recipeOf(draft, [chats], forms).steps ?? [];
    expect(steps).toContainEqual({ use: 'quality', threshold: 0.7 });
    expect(steps.map(({ use }) => use)).not.toContain('language');
    expect(steps).toContainEqual({ use: 'duplicates' });
  });

  it('says which step is on and lacks what it needs', () => {
    const draft = withStep(EMPTY_DRAFT, 'decontaminate', { on: true });
    expect(lacking(forms, draft).map(({ use }) => use)).toEqual(['decontaminate']);
    const whole = withStep(draft, 'decontaminate', { values: { against: ['data/evaluation'] } });
    expect(lacking(forms, whole)).toEqual([]);
  });

  it('gives every source a name of its own', () => {
    const { sources } = recipeOf(
      EMPTY_DRAFT,
      [docs, { ...docs, id: 's3' }, { ...docs, id: 's4', name: '文書' }],
      forms,
    );
    expect(sources.map(({ name }) => name)).toEqual(['cafe-docs', 'cafe-docs-2', 'source']);
  });

  it('suggests a name that the schema takes', () => {
    const pattern = namePattern(schema);
    for (const name of ['Chats (May).jsonl.gz', '나루', '--x', '가나다 a', 'ﬁle', 'x'.repeat(80)]) {
      expect(suggestedName([{ ...chats, name }])).toMatch(pattern ?? /^$/);
    }
    expect(slug('Chats (May).jsonl.gz')).toBe('chats-may');
    expect(slug('나루터 값.csv'.normalize('NFD'))).toBe('naruteo-gaps');
  });
});
