import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useText } from '../../i18n/text.tsx';
import { useData } from '../data-services.tsx';
import { HubDialog } from '../sources/hub-dialog.tsx';
import { useWords } from '../words/use-words.ts';
import { droppedFiles } from './dropped-files.ts';
import { KeptList } from './kept-list.tsx';
import { UploadItem } from './upload-item.tsx';

/** Where files come in: dropped anywhere on the page, or chosen. */
export function AddData() {
  const { words } = useWords();
  const text = useText();
  const { uploads } = useData();
  const list = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const [empty, setEmpty] = useState<readonly string[]>([]);
  const [hub, setHub] = useState(false);
  const add = (files: readonly File[]): void => {
    setEmpty(files.filter(({ size }) => size === 0).map(({ name }) => name.normalize('NFC')));
    uploads.add(files.filter(({ size }) => size > 0));
  };
  const over = useDrop(add);
  useFinished();
  return (
    <section className="section" aria-labelledby="add-data">
      <h2 id="add-data">{words.upload.title}</h2>
      <div className={over ? 'drop drop-over' : 'drop'}>
        <Icon name="upload" size={30} />
        <p className="drop-title">{over ? words.upload.dropNow : words.upload.drop}</p>
        <p className="drop-formats">{words.upload.formats}</p>
        <div className="drop-actions">
          <FileButton label={words.upload.choose} onChoose={add} primary />
          <button type="button" className="button" onClick={() => setHub(true)}>
            {words.upload.fromHub}
          </button>
        </div>
      </div>
      {empty.map((name) => (
        <div key={name} className="problem" role="alert">
          <Icon name="alert" />
          <p className="problem-words">{words.upload.empty(name)}</p>
          <IconButton icon="close" label={text.error.dismiss} onClick={() => setEmpty([])} />
        </div>
      ))}
      {list.length > 0 && (
        <ul className="cards" aria-label={words.upload.list}>
          {list.map((upload) => (
            <UploadItem key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      <KeptList onChoose={add} />
      {hub && <HubDialog onClose={() => setHub(false)} />}
    </section>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly onChoose: (files: readonly File[]) => void;
  readonly primary?: boolean;
}

export function FileButton({ label, onChoose, primary = false }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onChoose([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
      <button
        type="button"
        className={primary ? 'button button-primary' : 'button button-small'}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
    </>
  );
}

/** True while files are held over the page. */
function useDrop(onDrop: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const hold = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(false);
      void droppedFiles(event.dataTransfer).then((files) => latest.current(files));
    };
    window.addEventListener('dragover', hold);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', hold);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over;
}

/** Says to screen readers which upload came to its end. */
function useFinished(): void {
  const { words } = useWords();
  const announce = useAnnounce();
  const { uploads } = useData();
  const told = useRef(new Set<string>());
  useEffect(() => {
    const tell = (): void => {
      for (const { id, name, state } of uploads.snapshot()) {
        if (state !== 'done' || told.current.has(id)) continue;
        told.current.add(id);
        announce(words.upload.finished(name));
      }
    };
    return uploads.subscribe(tell);
  }, [uploads, words, announce]);
}
