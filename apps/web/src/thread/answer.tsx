import { memo } from 'react';
import type { Message } from '../api/types.ts';
import type { Locale } from '../i18n/locale.ts';
import { refusalWords } from '../i18n/refusal-words.ts';
import { useLanguage, useText } from '../i18n/text.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { Icon } from '../ui/icon.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { useThreadContext } from './thread-context.tsx';
import { useAnswerText, useTrimmedTurns } from './use-thread.ts';

interface AnswerProps {
  readonly message: Message;
  readonly siblings: readonly string[];
  readonly last: boolean;
}

export const Answer = memo(function Answer({ message, siblings, last }: AnswerProps) {
  const text = useText();
  const { store, modelName } = useThreadContext();
  const content = useAnswerText(store, message);
  const trimmed = useTrimmedTurns(store, message);
  const streaming = message.status === 'streaming';
  const name = message.model === null ? text.thread.answer : modelName(message.model);
  return (
    <article className="column answer" aria-label={text.thread.answerOf(name)} aria-busy={streaming}>
      <p className="answer-model">{name}</p>
      {trimmed > 0 && (
        <p className="note">
          <Icon name="info" size={16} />
          {text.thread.trimmed(trimmed)}
        </p>
      )}
      {streaming && content === '' ? <Writing /> : <Markdown text={content} growing={streaming} />}
      <Ending message={message} last={last} />
      {!streaming && <AnswerActions message={message} siblings={siblings} last={last} />}
    </article>
  );
});

function Writing() {
  const text = useText();
  return (
    <p className="writing">
      <span className="visually-hidden">{text.thread.writing}</span>
      <span className="dot" />
      <span className="dot" />
      <span className="dot" />
    </p>
  );
}

/** How an answer that is not whole came to its end, and the way to go on. */
function Ending({ message, last }: { message: Message; last: boolean }) {
  const { text, locale } = useLanguage();
  const { store, attempt } = useThreadContext();
  const words = endingOf(message, text.thread, locale);
  if (words === null) return null;
  const failed = message.status === 'failed';
  const [action, goOn] = failed
    ? ([text.thread.regenerate, () => store.regenerate(message.id, null)] as const)
    : ([text.thread.goOn, () => store.continueAnswer(message.id)] as const);
  return (
    <div className={failed ? 'note note-failed' : 'note'}>
      <Icon name={message.status === 'stopped' ? 'info' : 'alert'} size={16} />
      <span>{words}</span>
      {last && (
        <button type="button" className="button button-small" onClick={() => attempt(goOn)}>
          {action}
        </button>
      )}
    </div>
  );
}

interface EndingWords {
  readonly interrupted: string;
  readonly stopped: string;
  readonly failed: string;
  readonly cut: string;
}

function endingOf({ status, finishReason, error }: Message, words: EndingWords, locale: Locale): string | null {
  if (status === 'interrupted') return words.interrupted;
  if (status === 'stopped') return words.stopped;
  if (status === 'failed')
    return error === null ? words.failed : `${words.failed} ${refusalWords(error, locale).message}`;
  return status === 'complete' && finishReason === 'length' ? words.cut : null;
}
