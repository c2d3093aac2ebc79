// Owns what the chat page knows and does about the open conversation, made already or not yet.
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { ConversationChange } from '../api/api.ts';
import type { Conversation, Model, Preset, SendRequest } from '../api/types.ts';
import { modelsToAsk, modelToUse, parametersOf, readChoices, writeChoices, type Choices } from '../composer/choices.ts';
import { useServices } from '../services.tsx';
import type { ThreadStore } from './thread-store.ts';

const EMPTY: readonly never[] = [];
const LAST_MODEL = 'naru.model';
const SECOND_MODEL = 'naru.second.';
const STARTING_POLL_MS = 3000;

export function useModels(): readonly Model[] {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: ['models'],
    queryFn: api.models,
    // A freshly trained adapter appears while the page is open.
    refetchInterval: ({ state }) => (state.data?.some(({ ready }) => !ready) ? STARTING_POLL_MS : 30_000),
  });
  return data ?? EMPTY;
}

export function usePresets(): readonly Preset[] {
  const { api } = useServices();
  return useQuery({ queryKey: ['presets'], queryFn: api.presets }).data ?? EMPTY;
}

export interface ConversationControls {
  readonly models: readonly Model[];
  readonly presets: readonly Preset[];
  readonly first: Model | null;
  /** The first was chosen by its name; otherwise it is what is in production at the moment. */
  readonly named: boolean;
  readonly second: Model | null;
  readonly choices: Choices;
  readonly fields: ConversationChange;
  /** null: what is in production at the moment. */
  readonly chooseModel: (id: string | null) => Promise<void>;
  readonly compareWith: (id: string | null) => void;
  readonly change: (change: ConversationChange, choices: Choices) => Promise<void>;
  readonly send: (content: string, idempotencyKey: string) => Promise<void>;
}

export function useConversation(store: ThreadStore | null, conversation: Conversation | null): ConversationControls {
  const { api, threads, queries, storage } = useServices();
  const [, navigate] = useLocation();
  const models = useModels();
  const presets = usePresets();
  const id = store?.conversationId ?? null;
  const [secondId, setSecondId] = useState(() => sessionStorage.getItem(SECOND_MODEL + (id ?? 'new')));
  const [choices, setChoices] = useState(() => readChoices(storage, id));
  const [planned, plan] = useState<ConversationChange>(() => ({ model: storage.getItem(LAST_MODEL) }));
  const fields = conversation ?? planned;
  const preset = presets.find((candidate) => candidate.id === fields.presetId) ?? null;
  const wanted = fields.model ?? preset?.model ?? null;
  const first = modelToUse(models, wanted);
  const second = models.find((model) => model.id === secondId && model.id !== first?.id) ?? null;
  const save = async (change: ConversationChange): Promise<void> => {
    if (store) await store.change(change);
    else plan((before) => ({ ...before, ...change }));
  };
  const made = useRef<ThreadStore | null>(null);
  return {
    models,
    presets,
    first,
    named: wanted !== null,
    second,
    choices,
    fields,
    chooseModel: (model) => {
      keepModel(storage, model);
      return save({ model });
    },
    compareWith: (model) => {
      keepSecond(id, model);
      setSecondId(model);
    },
    change: (change, chosen) => {
      writeChoices(storage, id, chosen);
      setChoices(chosen);
      return save(change);
    },
    send: async (content, idempotencyKey) => {
      // A conversation is made with its first question, and once: a second try goes to the same one.
      const target =
        store ??
        (made.current ??= threads.begin(await api.createConversation(given(fields, wanted === null ? null : first))));
      const asked = modelsToAsk(first, second, wanted !== null);
      const parameters = parametersOf(choices, preset);
      if (id === null) {
        writeChoices(storage, target.conversationId, choices);
        keepSecond(target.conversationId, secondId);
      }
      await target.send({ content, idempotencyKey, ...said({ models: asked, parameters }) });
      if (store) return;
      void queries.invalidateQueries({ queryKey: ['conversations'] });
      navigate(`/c/${target.conversationId}`);
    },
  };
}

function keepModel(storage: Storage, model: string | null): void {
  if (model === null) storage.removeItem(LAST_MODEL);
  else storage.setItem(LAST_MODEL, model);
}

/** Comparing is for now, not for the next visit. */
function keepSecond(conversationId: string | null, model: string | null): void {
  const name = SECOND_MODEL + (conversationId ?? 'new');
  if (model === null) sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, model);
}

/** Without what is empty. */
function said({ models, parameters }: Required<Pick<SendRequest, 'models' | 'parameters'>>) {
  return {
    ...(models.length > 0 ? { models } : {}),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
  };
}

function given(fields: ConversationChange, model: Model | null): ConversationChange {
  const { systemPrompt = null, presetId = null } = fields;
  return {
    ...(model === null ? {} : { model: model.id }),
    ...(systemPrompt === null ? {} : { systemPrompt }),
    ...(presetId === null ? {} : { presetId }),
  };
}
