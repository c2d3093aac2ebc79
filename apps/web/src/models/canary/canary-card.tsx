import { momentInWords, shareInWords } from '../../i18n/figures.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Canary } from '../api/types.ts';
import { VersionName } from '../version-name.tsx';
import { useWords } from '../words/use-words.ts';
import { CanaryMeasures } from './canary-measures.tsx';
import { StopCanary } from './stop-canary.tsx';
import { useCanaryWords } from './use-canary-words.ts';

const KINDS: Readonly<Record<Canary['state'], string>> = {
  running: 'live',
  promoted: 'good',
  'rolled-back': 'bad',
  'timed-out': 'open',
  stopped: 'plain',
};

/** A canary: what is tried, against what, how it stands; the measures of one that has ended are folded. */
export function CanaryCard({ of }: { of: Canary }) {
  const { words, locale } = useWords();
  const wordsOf = useCanaryWords();
  const running = of.state === 'running';
  const told = [
    wordsOf(of),
    words.canary.startedAt(momentInWords(of.startedAt, locale)),
    of.endedAt === null
      ? words.canary.endsAt(momentInWords(of.endsAt, locale))
      : words.canary.endedAt(momentInWords(of.endedAt, locale)),
    words.audit.by(of.by),
  ];
  const measured = (
    <>
      <p className="card-faint">{words.canary.atAllTimes(shareInWords(of.policy.level, locale))}</p>
      <CanaryMeasures of={of} />
    </>
  );
  return (
    <article className="card card-tall canary">
      <header className="canary-head">
        <p className="canary-names">
          <VersionName of={of.candidate} />
          <span className={`badge badge-${KINDS[of.state]}`}>{words.canary.state[of.state]}</span>
        </p>
        {running && <StopCanary id={of.id} />}
      </header>
      <p className="card-text">
        {of.baseline !== null && `${words.canary.against(of.baseline.name)} · `}
        {told.join(' · ')}
      </p>
      {of.because !== null && <p className="audit-why">{of.because}</p>}
      {running && of.verdict === 'won' && (
        <p className="demands-met">
          <Icon name="check" size={18} />
          <span>
            {words.canary.won} {of.policy.onWin === 'promote' && of.waitsFor}
          </span>
        </p>
      )}
      {running ? (
        measured
      ) : (
        <details className="more-measures">
          <summary>{words.canary.measures}</summary>
          {measured}
        </details>
      )}
    </article>
  );
}
