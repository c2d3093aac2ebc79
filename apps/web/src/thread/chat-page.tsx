import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link } from 'wouter';
import type { ApiError } from '../api/api-error.ts';
import { Composer } from '../composer/composer.tsx';
import { isSmallDefault } from '../composer/choices.ts';
import { ModelPicker } from '../composer/model-picker.tsx';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { preloadMarkdown } from '../markdown/markdown.tsx';
import { ConversationSettings } from '../settings/conversation-settings.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { EmptyState } from './empty-state.tsx';
import { MessageList } from './message-list.tsx';
import { ThreadContext } from './thread-context.tsx';
import { FIRST_STATE, type ThreadState } from './thread-state.ts';
import { asApiError, type ThreadStore } from './thread-store.ts';
import { useConversation, type ConversationControls } from './use-conversation.ts';
import { useAnswerAnnouncements, useThread } from './use-thread.ts';

export function NewChatPage() {
  return <Chat store={null} state={{ ...FIRST_STATE, status: 'ready' }} />;
}

export function ConversationPage({ id }: { id: string }) {
  const { threads } = useServices();
  const store = threads.open(id);
  const state = useThread(store);
  useAnswerAnnouncements(store);
  const text = useText();
  useEffect(() => {
    document.title = `${state.conversation?.title ?? text.list.untitled} · ${text.app.name}`;
  }, [state.conversation?.title, text]);
  return <Chat store={store} state={state} />;
}

function Chat({ store, state }: { store: ThreadStore | null; state: ThreadState }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const controls = useConversation(store, state.conversation);
  const { problem, setProblem, attempt } = useAttempt();
  const stop = useCallback(() => {
    if (store) attempt(() => store.stop());
  }, [store, attempt]);
  const { send } = controls;
  const failing = (action: () => Promise<void>): Promise<void> => {
    setProblem(null);
    return action().catch((error: unknown) => {
      setProblem(asApiError(error));
      throw error;
    });
  };
  useFocusField(field, store?.conversationId ?? null);
  useEffect(preloadMarkdown, []);
  return (
    <main className="chat" id="main">
      <ChatHead {...{ state, controls, attempt }} />
      <ThreadBody {...{ store, state, attempt, setProblem, controls, field }} />
      <footer className="chat-foot">
        {state.connection === 'lost' && <Reconnecting />}
        {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
        <Composer
          key={store?.conversationId ?? 'new'}
          conversationId={store?.conversationId ?? null}
          streaming={state.streaming.length > 0}
          disabled={state.status !== 'ready' || state.sending !== null}
          onSend={(content, key) => failing(() => send(content, key))}
          onStop={stop}
          field={field}
        />
        <FootNote small={isSmallDefault(controls.first)} />
      </footer>
    </main>
  );
}

function useAttempt() {
  const [problem, setProblem] = useState<ApiError | null>(null);
  const attempt = useCallback((action: () => Promise<void>) => {
    setProblem(null);
    action().catch((error: unknown) => setProblem(asApiError(error)));
  }, []);
  return { problem, setProblem, attempt };
}

/** Not on a touch screen: its keyboard would cover what one came to read. */
function useFocusField(field: RefObject<HTMLTextAreaElement | null>, conversationId: string | null): void {
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [field, conversationId]);
}

interface ThreadBodyProps {
  readonly store: ThreadStore | null;
  readonly state: ThreadState;
  readonly controls: ConversationControls;
  readonly attempt: (action: () => Promise<void>) => void;
  readonly setProblem: (problem: ApiError | null) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

function ThreadBody({ store, state, controls, attempt, setProblem, field }: ThreadBodyProps): ReactNode {
  const text = useText();
  const { models } = controls;
  const context = useMemo(() => {
    const modelName = (id: string | null): string => models.find((model) => model.id === id)?.name ?? id ?? '';
    return store ? { store, attempt, setProblem, modelName } : null;
  }, [store, attempt, setProblem, models]);
  if (state.status === 'failed' && state.error) {
    const missing = state.error.status === 404;
    return (
      <div className="centre">
        <h1>{missing ? text.thread.notFoundTitle : text.thread.notLoadedTitle}</h1>
        {missing ? <Missing /> : <Problem error={state.error} onRetry={() => void store?.open()} />}
      </div>
    );
  }
  if (state.status === 'loading') return <Waiting />;
  if (!context || (state.rows.length === 0 && state.sending === null)) return <EmptyState field={field} />;
  return (
    <ThreadContext value={context}>
      <h1 className="visually-hidden">{state.conversation?.title ?? text.list.untitled}</h1>
      <MessageList key={store?.conversationId} state={state} />
    </ThreadContext>
  );
}

function Missing() {
  const text = useText();
  return (
    <>
      <p>{text.thread.notFound}</p>
      <Link href="/" className="button">
        <Icon name="plus" size={18} />
        {text.list.create}
      </Link>
    </>
  );
}

function Waiting() {
  const text = useText();
  return (
    <div className="centre" aria-busy="true">
      <h1 className="visually-hidden">{text.app.loading}</h1>
      <div className="skeleton" />
      <div className="skeleton skeleton-short" />
      <div className="skeleton" />
    </div>
  );
}

interface ChatHeadProps {
  readonly state: ThreadState;
  readonly controls: ConversationControls;
  readonly attempt: (action: () => Promise<void>) => void;
}

function ChatHead({ state, controls, attempt }: ChatHeadProps) {
  const text = useText();
  const [settings, setSettings] = useState(false);
  const { models, first, named, second, chooseModel, compareWith } = controls;
  return (
    <header className="chat-head">
      <ModelPicker
        {...{ models, first, named, second }}
        onFirst={(id) => attempt(() => chooseModel(id))}
        onSecond={compareWith}
      />
      <p className="chat-title">{state.conversation?.title ?? ''}</p>
      <IconButton icon="sliders" label={text.composer.settings} onClick={() => setSettings(true)} />
      {settings && <ConversationSettings controls={controls} onClose={() => setSettings(false)} />}
    </header>
  );
}

function Reconnecting() {
  const text = useText();
  return (
    <p className="reconnecting" role="status">
      <span className="dot" />
      {text.thread.reconnecting}
    </p>
  );
}

function FootNote({ small }: { small: boolean }) {
  const text = useText();
  return (
    <p className="foot-note">
      {small ? <Icon name="info" size={14} /> : null}
      {small ? text.model.smallNotice : text.composer.checkFacts}
    </p>
  );
}
