import type { Model, Preset } from '../api/types.ts';
import { memoryStorage } from '../testing/memory-storage.ts';
import {
  isSmallDefault,
  modelsToAsk,
  modelToUse,
  NO_CHOICES,
  parametersOf,
  readChoices,
  writeChoices,
} from './choices.ts';

const model = (id: string, fields: Partial<Model> = {}): Model => ({
  id,
  name: id,
  kind: 'base',
  ready: true,
  default: false,
  runId: null,
  description: null,
  contextTokens: 2048,
  ...fields,
});
const preset: Preset = {
  id: 'p',
  name: 'p',
  systemPrompt: null,
  model: null,
  temperature: 0.2,
  topP: null,
  maxTokens: 256,
};

describe('the choices of a conversation', () => {
  it('are kept over a reload and gone when nothing differs from the default', () => {
    const storage = memoryStorage();
    writeChoices(storage, 'c1', { ...NO_CHOICES, temperature: 0 });
    expect(readChoices(storage, 'c1').temperature).toBe(0);
    writeChoices(storage, 'c1', NO_CHOICES);
    expect(storage.length).toBe(0);
  });

  it('are the default when something else was kept', () => {
    const storage = memoryStorage();
    storage.setItem('naru.choices.new', '{"temperature":"hot"');
    expect(readChoices(storage, null)).toEqual(NO_CHOICES);
  });

  it('come before the preset’s, and what neither says is not sent', () => {
    expect(parametersOf({ ...NO_CHOICES, temperature: 0 }, preset)).toEqual({ temperature: 0, maxTokens: 256 });
    expect(parametersOf(NO_CHOICES, null)).toEqual({});
  });
});

describe('the model that answers', () => {
  const models = [model('a'), model('b', { default: true }), model('c', { kind: 'adapter' })];

  it('is the wanted one, or the default when that one is gone', () => {
    expect(modelToUse(models, 'c')?.id).toBe('c');
    expect(modelToUse(models, 'removed@12345678')?.id).toBe('b');
    expect(modelToUse([], null)).toBeNull();
  });

  it('is called small only for the base model that comes with Naru', () => {
    expect(isSmallDefault(model('smollm2-135m-instruct'))).toBe(true);
    expect(isSmallDefault(model('smollm2-135m@abc', { kind: 'adapter' }))).toBe(false);
    expect(isSmallDefault(model('qwen3-8b'))).toBe(false);
  });
});

describe('the models that a message names', () => {
  it('are none where nobody chose one, so that it follows what is in production', () => {
    const [base, tuned] = [model('base', { default: true }), model('tuned')];
    expect(modelsToAsk(base, null, false)).toEqual([]);
    expect(modelsToAsk(base, null, true)).toEqual(['base']);
    expect(modelsToAsk(base, tuned, false)).toEqual(['base', 'tuned']);
  });
});
