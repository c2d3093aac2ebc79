import { useState } from 'react';
import { useAnnounce } from '../../ui/announcer.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ModelsProblem } from '../models-frame.tsx';
import { useChanged, useModels } from '../models-services.tsx';
import { useWords } from '../words/use-words.ts';

export function StopCanary({ id }: { id: string }) {
  const { words } = useWords();
  const { api } = useModels();
  const changed = useChanged();
  const announce = useAnnounce();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const stop = (): void => {
    api
      .stopCanary(id)
      .then(() => {
        announce(words.canary.stopped);
        setAsking(false);
      }, setProblem)
      .finally(changed);
  };
  return (
    <>
      <button type="button" className="button button-small" onClick={() => setAsking(true)}>
        {words.canary.stop}
      </button>
      {asking && (
        <ConfirmDialog
          title={words.canary.stopTitle}
          words={words.canary.stopText}
          action={words.canary.stop}
          back={words.canary.keepOn}
          onConfirm={stop}
          onClose={() => setAsking(false)}
          problem={problem !== null && <ModelsProblem error={problem} />}
        />
      )}
    </>
  );
}
