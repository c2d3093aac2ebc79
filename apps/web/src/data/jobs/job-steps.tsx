import { Icon } from '../../ui/icon.tsx';
import type { Job } from '../api/types.ts';
import { useStepName } from '../recipe/step-words.ts';
import { useWords } from '../words/use-words.ts';
import { stepsOf, type JobStory } from './job-story.ts';

export function JobSteps({ job, story }: { job: Job; story: JobStory }) {
  const { words } = useWords();
  const stepName = useStepName();
  const known = story.progress === null && job.progress !== null ? { ...story, progress: job.progress } : story;
  const steps = stepsOf(job.recipe.steps?.map(({ use }) => use) ?? [], job.state, known);
  return (
    <section className="section" aria-labelledby="steps">
      <h3 id="steps">{words.job.steps}</h3>
      <ol className="job-steps">
        {steps.map(({ name, state }) => (
          <li
            key={name}
            className={`job-step job-step-${state}`}
            aria-current={state === 'running' ? 'step' : undefined}
          >
            <span className="job-step-mark">{state === 'done' && <Icon name="check" size={14} />}</span>
            <span>{stepName(name)}</span>
            <span className="job-step-state">{words.job.stepState[state]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
