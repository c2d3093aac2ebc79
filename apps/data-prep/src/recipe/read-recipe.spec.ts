import { Workspace } from '../testing/a-build.ts';
import { readRecipe } from './read-recipe.ts';
import { join } from 'node:path';

function recipe(text: string) {
  const { root } = new Workspace().write('data.jsonl', '').write('recipe.yaml', text);
  return readRecipe(join(root, 'recipe.yaml'), root);
}

const SOURCES = 'name: mine\nsources:\n  - name: chats\n    path: data.jsonl\n';

describe('a recipe', () => {
  it('has the default steps where it names none, and paths that are absolute', () => {
    const { steps, sources } = recipe(SOURCES);

    expect(steps.map(({ use }) => use)).toContain('duplicates');
    expect(sources[0]?.config.path).toMatch(/^\/.*data\.jsonl$/);
  });

  it('takes the template of a source as the reader has it', () => {
    const { sources } = recipe(
      `${SOURCES}    template: {user: "{title}", assistant: "{text}", max_characters: 900, cut: length}\n`,
    );

    expect(sources[0]?.config.template).toEqual({
      user: '{title}',
      assistant: '{text}',
      maxCharacters: 900,
      cut: 'length',
    });
  });

  it.each([
    [
      'a step is unknown',
      `${SOURCES}steps:\n  - use: duplicate\n`,
      /recipe\.yaml:6: duplicate is no step; did you mean duplicates\?/,
    ],
    ['a key is unknown', `${SOURCES}step: []\n`, /recipe\.yaml:5: step is not a known key; did you mean "steps"\?/],
    [
      'a parameter is of another step',
      `${SOURCES}steps:\n  - use: split\n    threshold: 1\n`,
      /recipe\.yaml:7: steps\.0\.threshold is not/,
    ],
    [
      'a value is wrong',
      `${SOURCES}steps:\n  - use: split\n    test: 0.9\n`,
      /recipe\.yaml:7: steps\.0\.test must be <= 0\.5, not 0\.9/,
    ],
    [
      'a path is not there',
      'name: mine\nsources:\n  - name: chats\n    path: 없음.jsonl\n',
      /There is no file or folder 없음\.jsonl/,
    ],
    ['two sources have one name', `${SOURCES}  - name: chats\n    path: data.jsonl\n`, /two sources are named chats/],
  ])('is refused with its place when %s', (_, text, message) => {
    expect(() => recipe(text)).toThrow(message);
  });
});
