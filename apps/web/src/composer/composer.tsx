import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useText } from '../i18n/text.tsx';
import { newKey } from '../new-key.ts';
import { useServices } from '../services.tsx';
import { Icon, StopMark } from '../ui/icon.tsx';
import { sendKey } from './send-key.ts';

interface ComposerProps {
  /** null: the conversation that is not made yet. */
  readonly conversationId: string | null;
  readonly streaming: boolean;
  /** Resolves once the question is safe with serve. */
  readonly onSend: (content: string, idempotencyKey: string) => Promise<void>;
  readonly onStop: () => void;
  readonly disabled: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Long enough for the second keydown that most systems send after the one that ended a syllable. */
const SECOND_PRESS_MS = 40;

export function Composer(props: ComposerProps) {
  const text = useText();
  const { streaming, onStop, disabled, field } = props;
  const { content, setContent, submit, ready } = useSubmission(props);
  const keys = useEnter(submit);
  useHeight(field, content);
  useEscape(streaming, onStop);
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        id="message"
        className="composer-field"
        aria-label={text.composer.label}
        aria-describedby="composer-hint"
        placeholder={text.composer.placeholder}
        rows={1}
        value={content}
        enterKeyHint="send"
        onChange={(event) => setContent(event.target.value)}
        {...keys}
      />
      {streaming ? (
        <button
          type="button"
          className="composer-button composer-stop"
          aria-label={text.composer.stop}
          title={text.composer.stop}
          onClick={onStop}
        >
          <StopMark />
        </button>
      ) : (
        <button
          type="submit"
          className="composer-button"
          aria-label={text.composer.send}
          title={text.composer.send}
          disabled={disabled || !ready}
        >
          <Icon name="send" size={20} />
        </button>
      )}
      <p className="visually-hidden" id="composer-hint">
        {text.composer.hint}
      </p>
    </form>
  );
}

function useSubmission({ conversationId, onSend, streaming, disabled, field }: ComposerProps) {
  const { drafts } = useServices();
  const [content, show] = useState(() => drafts.read(conversationId).text);
  const setContent = (typed: string): void => {
    show(typed);
    drafts.write(conversationId, { text: typed, key: null });
  };
  const submit = (): void => {
    // The field itself, not the state: the last syllable may have been finished in this very event.
    const typed = field.current?.value ?? content;
    const question = typed.trim();
    if (question === '' || streaming || disabled) return;
    const kept = drafts.read(conversationId);
    const key = kept.text === typed && kept.key !== null ? kept.key : newKey();
    drafts.write(conversationId, { text: typed, key });
    show('');
    onSend(question, key).then(
      () => {
        const { text } = drafts.read(conversationId);
        if (text === typed) drafts.write(conversationId, { text: '', key: null });
      },
      () => {
        const since = field.current?.value ?? '';
        const restored = since === '' ? typed : `${typed}\n${since}`;
        show(restored);
        drafts.write(conversationId, { text: restored, key: since === '' ? key : null });
      },
    );
  };
  return { content, setContent, submit, ready: content.trim() !== '' };
}

function useEnter(submit: () => void) {
  const machine = useRef(sendKey());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(submit);
  useEffect(() => {
    latest.current = submit;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>): void => {
      // Deprecated, and the only sign of a composition in Safari.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      const { key, code, keyCode, shiftKey, isComposing, timeStamp } = event.nativeEvent;
      if (!machine.current.pressed({ key, code, keyCode, shiftKey, isComposing, timeStamp })) return;
      event.preventDefault();
      clearTimeout(timer.current);
      latest.current();
    },
    onCompositionEnd: ({ data, timeStamp }: { readonly data: string; readonly timeStamp: number }): void => {
      if (!machine.current.compositionEnded(data, timeStamp)) return;
      timer.current = setTimeout(() => latest.current(), SECOND_PRESS_MS);
    },
  };
}

/** The field grows with its text where the stylesheet cannot do it (`field-sizing`). */
function useHeight(field: RefObject<HTMLTextAreaElement | null>, content: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [field, content]);
}

function useEscape(streaming: boolean, onStop: () => void): void {
  // Before the paint: whoever sees the first word can stop it.
  useLayoutEffect(() => {
    if (!streaming) return;
    const stop = (event: globalThis.KeyboardEvent): void => {
      const busy = event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null;
      if (event.key === 'Escape' && !busy) onStop();
    };
    document.addEventListener('keydown', stop);
    return () => document.removeEventListener('keydown', stop);
  }, [streaming, onStop]);
}
