import { checkedRecipe, recipeToRun } from './service-recipe.ts';

const ID = '01a209c9-09f2-7764-a893-77a0e8b7e2e4';
const recipe = (over: object = {}): object => ({ name: 'a', sources: [{ source: ID, name: 'chats' }], ...over });

describe('a recipe over HTTP', () => {
  it('gets its defaults, and the places of its sources when it is run', () => {
    const checked = checkedRecipe(recipe({ steps: [{ use: 'language' }] }));

    expect(checked).toMatchObject({ description: '', licence: null, steps: [{ use: 'language', keep: [] }] });
    expect(checked.sources).toEqual([{ source: ID, name: 'chats', licence: null }]);
    expect(recipeToRun(checked, () => ({ path: '/data/sources/x/chats.csv' }))).toMatchObject({
      sources: [{ name: 'chats', path: '/data/sources/x/chats.csv' }],
    });
  });

  it('names the field that does not fit, as the person wrote it', () => {
    const refused = (over: object): unknown => {
      try {
        return checkedRecipe(recipe(over));
      } catch (error) {
        return (error as { fields: { field: string }[] }).fields.map(({ field }) => field);
      }
    };

    expect(refused({ steps: [{ use: 'split', validation: 2 }] })).toEqual(['recipe.steps[0].validation']);
    expect(refused({ sources: [{ source: ID, name: 'chats', hub: 'a/b', feedback: 'latest' }] })).toEqual([
      'recipe.sources[0].hub',
      'recipe.sources[0].feedback',
    ]);
    expect(refused({ sources: [{ source: ID, name: 'a' }, { source: ID, name: 'a' }] })).toEqual(['recipe.sources']); // prettier-ignore
    expect(refused({ steps: [{ use: 'decontaminate', against: ['data/evaluation/../x'] }] })).toEqual([
      'recipe.steps[0].against',
    ]);
    expect(refused({ steps: [{ use: 'judge', model: 'm' }] })).toEqual(['recipe.steps[0].budget_tokens']);
    expect(refused({ sources: 'all' })).toEqual(['recipe.sources']);
    expect(refused({ name: null })).toEqual(['recipe.name']);
  });

  it('may name the evaluation sets of this workspace, and models by their names', () => {
    const steps = [
      { use: 'decontaminate', against: ['data/evaluation', 'data/evaluation/korean/items.jsonl'] },
      { use: 'judge', model: 'openai/gpt-oss-20b', budget_tokens: 500_000 },
    ];

    expect(checkedRecipe(recipe({ steps })).steps).toMatchObject(steps);
  });
});
