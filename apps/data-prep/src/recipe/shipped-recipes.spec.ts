import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@naru/config';
import { checkDataRecipe } from '@naru/contracts';
import { parse } from 'yaml';

import { readSynthesis } from '../synthesize/read-synthesis.ts';
import { readRecipe } from './read-recipe.ts';

const root = workspaceRoot(import.meta.dirname);
const folder = join(root, 'apps/data-prep/recipes');
const syntheses = join(root, 'apps/data-prep/synthesis');

describe('what Naru brings', () => {
  it.each(readdirSync(folder))('the recipe %s is valid, and its sources are there', (name) => {
    expect(readRecipe(join(folder, name), root).steps.length).toBeGreaterThan(0);
  });

  it.each(readdirSync(syntheses))('the synthesis %s is valid, and what it names is there', (name) => {
    expect(readSynthesis(join(syntheses, name), root).topics.length).toBeGreaterThan(0);
  });

  it('the recipe in the README is valid', () => {
    const readme = readFileSync(join(root, 'apps/data-prep/README.md'), 'utf8');
    const [, yaml = ''] = /```yaml\n([^`]*)```/.exec(readme) ?? [];

    expect(checkDataRecipe(parse(yaml))).toMatchObject({ ok: true, value: { name: 'support' } });
  });
});
