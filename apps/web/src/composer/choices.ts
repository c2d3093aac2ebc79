// Owns which model answers and with which parameters, per conversation. Does not know the menus.
import type { Model, Parameters, Preset } from '../api/types.ts';

/** What is kept in this browser for a conversation; null stands for "as by default". */
export interface Choices {
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly maxTokens: number | null;
}

export const NO_CHOICES: Choices = { temperature: null, topP: null, maxTokens: null };

const PREFIX = 'naru.choices.';

export function readChoices(storage: Storage, conversationId: string | null): Choices {
  try {
    const kept = JSON.parse(storage.getItem(PREFIX + (conversationId ?? 'new')) ?? '{}') as Record<string, unknown>;
    const figure = (name: keyof Choices): number | null => {
      const value = kept[name];
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    };
    return { temperature: figure('temperature'), topP: figure('topP'), maxTokens: figure('maxTokens') };
  } catch {
    return NO_CHOICES;
  }
}

export function writeChoices(storage: Storage, conversationId: string | null, choices: Choices): void {
  const name = PREFIX + (conversationId ?? 'new');
  if (Object.values(choices).every((value) => value === null)) storage.removeItem(name);
  else storage.setItem(name, JSON.stringify(choices));
}

/** A conversation's own figures before its preset's; what neither says is left to serve. */
export function parametersOf(choices: Choices, preset: Preset | null): Parameters {
  const names = ['temperature', 'topP', 'maxTokens'] as const;
  const given = names.map((name) => [name, choices[name] ?? preset?.[name] ?? null] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== null));
}

/** The wanted model if it is served, otherwise the default one, otherwise any that is ready. */
export function modelToUse(models: readonly Model[], wanted: string | null): Model | null {
  return (
    models.find(({ id }) => id === wanted) ??
    models.find((model) => model.default) ??
    models.find(({ ready }) => ready) ??
    models[0] ??
    null
  );
}

/**
 * The models that a message names. It names none unless one was chosen or two are compared: then it is answered by what
 * is in production when it arrives, or by the candidate of a canary.
 */
export function modelsToAsk(first: Model | null, second: Model | null, named: boolean): readonly string[] {
  return named || second !== null ? [first, second].flatMap((model) => (model ? [model.id] : [])) : [];
}

/** The model that comes with Naru is tiny, and was trained on English. */
export function isSmallDefault(model: Model | null): boolean {
  return model !== null && model.kind === 'base' && /smollm2[-_]?135m/i.test(model.id);
}
