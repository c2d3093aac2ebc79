import { useState, useSyncExternalStore } from 'react';
import { useData } from '../data-services.tsx';
import { bytesInWords } from '../../i18n/figures.ts';
import { useWords } from '../words/use-words.ts';
import { FileButton } from './add-data.tsx';
import type { KeptUpload } from './kept-uploads.ts';

/** Uploads of an earlier visit: a browser forgets the files, so that the person chooses them again. */
export function KeptList({ onChoose }: { onChoose: (files: readonly File[]) => void }) {
  const { words, locale } = useWords();
  const { uploads, kept } = useData();
  const list = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const [, redraw] = useState(0);
  const now = new Set(list.map(({ name, size }) => `${size} ${name}`));
  const waiting = kept.list(Date.now()).filter(({ name, size }) => !now.has(`${size ?? ''} ${name}`));
  if (waiting.length === 0) return null;
  const discard = (upload: KeptUpload): void => {
    void kept.discard(upload).then(() => redraw((turn) => turn + 1));
  };
  return (
    <section className="kept" aria-labelledby="kept">
      <h3 id="kept">{words.upload.unfinished}</h3>
      <p className="field-hint">{words.upload.unfinishedHint}</p>
      <ul className="cards">
        {waiting.map((upload) => (
          <li key={upload.key} className="card">
            <p className="card-body upload-name">
              {upload.name}{' '}
              <span className="card-faint">{upload.size === null ? '' : bytesInWords(upload.size, locale)}</span>
            </p>
            <FileButton label={words.upload.chooseAgain} onChoose={onChoose} />
            <button
              type="button"
              className="button button-small"
              aria-label={words.upload.discardLabel(upload.name)}
              onClick={() => discard(upload)}
            >
              {words.upload.discard}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
