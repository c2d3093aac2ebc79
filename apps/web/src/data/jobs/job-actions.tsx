import { useState } from 'react';
import { useLocation } from 'wouter';
import { useServices } from '../../services.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { Job } from '../api/types.ts';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { useStepName } from '../recipe/step-words.ts';
import { useWords } from '../words/use-words.ts';
import { hasEnded } from './job-story.ts';

export function JobActions({ job }: { job: Job }) {
  const { words } = useWords();
  const { api } = useData();
  const { queries } = useServices();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState<'cancel' | 'remove' | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const run = (change: Promise<unknown>, then: (made: unknown) => void): void => {
    setAsking(null);
    setProblem(null);
    change.then(
      (made) => {
        void queries.invalidateQueries({ queryKey: ['data'] });
        then(made);
      },
      (error: unknown) => setProblem(error),
    );
  };
  const again = (step: string | null): void =>
    run(api.buildAgain(job.id, step), (made) => navigate(`/data/jobs/${encodeURIComponent((made as Job).id)}`));
  return (
    <div className="thing-actions">
      {hasEnded(job.state) ? (
        <Ended job={job} onAgain={again} onRemove={() => setAsking('remove')} />
      ) : (
        <button type="button" className="button" onClick={() => setAsking('cancel')}>
          {words.job.cancel}
        </button>
      )}
      {problem !== null && <DataProblem error={problem} onDismiss={() => setProblem(null)} />}
      {asking === 'cancel' && (
        <ConfirmDialog
          title={words.job.cancelTitle}
          words={words.job.cancelText}
          action={words.job.cancel}
          back={words.job.keepOn}
          onConfirm={() => run(api.cancelJob(job.id), () => undefined)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title={words.job.removeTitle}
          words={words.job.removeText}
          action={words.data.remove}
          onConfirm={() => run(api.deleteJob(job.id), () => navigate('/data/jobs'))}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

interface EndedProps {
  readonly job: Job;
  readonly onAgain: (step: string | null) => void;
  readonly onRemove: () => void;
}

function Ended({ job, onAgain, onRemove }: EndedProps) {
  const { words } = useWords();
  const stepName = useStepName();
  const steps = ['read', ...(job.recipe.steps?.map(({ use }) => use) ?? [])];
  return (
    <>
      <button type="button" className="button" onClick={() => onAgain(null)}>
        <Icon name="again" size={17} />
        {words.job.again}
      </button>
      <Menu
        label={words.data.menu}
        button={<Icon name="more" size={18} />}
        align="end"
        items={[
          ...steps.map((use, index) => ({
            key: use,
            label: stepName(use),
            onChoose: () => onAgain(use),
            ...(index === 0 && { heading: words.job.againFrom }),
          })),
          {
            key: '-remove',
            danger: true,
            label: (
              <>
                <Icon name="trash" size={17} />
                {words.data.remove}
              </>
            ),
            onChoose: onRemove,
          },
        ]}
      />
    </>
  );
}
