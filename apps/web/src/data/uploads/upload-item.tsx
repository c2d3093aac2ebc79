import type { ApiError } from '../../api/api-error.ts';
import { refusalWords } from '../../i18n/refusal-words.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useData } from '../data-services.tsx';
import { bytesInWords, durationInWords, rateInWords, shareInWords } from '../../i18n/figures.ts';
import type { DataWords } from '../words/en.ts';
import { useWords } from '../words/use-words.ts';
import type { Upload } from './uploads.ts';

export function UploadItem({ upload }: { upload: Upload }) {
  const { words, locale } = useWords();
  const { uploads } = useData();
  const { id, name, size, sent, state } = upload;
  const mayPause = state === 'sending' || state === 'waiting' || state === 'offline';
  const share = size === 0 ? 0 : sent / size;
  return (
    <li className="card upload">
      <div className="card-body">
        <p className="upload-name">{name}</p>
        <progress className="budget-bar" aria-label={name} max={1} value={share} />
        <p className={state === 'failed' ? 'card-text upload-failed' : 'card-text card-faint'}>
          <Told of={upload} share={shareInWords(share, locale)} />
        </p>
      </div>
      {mayPause && <IconButton icon="pause" label={words.upload.pause(name)} onClick={() => uploads.pause(id)} />}
      {(state === 'paused' || state === 'failed') && (
        <IconButton icon="play" label={words.upload.goOn(name)} onClick={() => uploads.goOn(id)} />
      )}
      <IconButton
        icon="close"
        label={state === 'done' ? words.upload.dismiss(name) : words.upload.cancel(name)}
        onClick={() => uploads.remove(id)}
      />
    </li>
  );
}

function Told({ of: { state, size, sent, perSecond, secondsLeft, error }, share }: { of: Upload; share: string }) {
  const { words, locale } = useWords();
  const whole = bytesInWords(size, locale);
  if (state === 'failed' && error) return `${words.upload.state.failed}. ${failure(error, words, locale)}`;
  if (state === 'done') return [words.upload.state.done, whole].join(' · ');
  const parts = [
    state === 'sending' && sent === size ? words.upload.state.checking : words.upload.state[state],
    sent > 0 ? `${words.upload.ofWhole(bytesInWords(sent, locale), whole)} (${share})` : whole,
    perSecond === null ? null : rateInWords(perSecond, locale),
    secondsLeft === null ? null : words.upload.left(durationInWords(secondsLeft, locale)),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function failure(error: ApiError, words: DataWords, locale: 'en' | 'ko'): string {
  if (error.status === 413) return words.upload.tooLarge;
  if (error.status === 507) return words.upload.diskFull;
  const { message, hint } = refusalWords(error, locale);
  return [message || words.upload.serverFailed, hint].filter(Boolean).join(' ');
}
