import { useState } from 'react';
import { momentInWords } from '../../i18n/figures.ts';
import { Icon } from '../../ui/icon.tsx';
import type { RegistryState } from '../api/types.ts';
import { useModels } from '../models-services.tsx';
import { RollBackDialog } from '../promotion/roll-back-dialog.tsx';
import { VersionName } from '../version-name.tsx';
import { useWords } from '../words/use-words.ts';

/** What answers people now, since when, by whom and why; an administrator goes back from here. */
export function ProductionCard({ of }: { of: RegistryState }) {
  const { words, locale } = useWords();
  const { administrator } = useModels();
  const [asking, setAsking] = useState(false);
  const { production, baseId } = of;
  const isBase = production.adapterSha256 === null;
  const told = [
    production.since === null ? null : words.production.since(momentInWords(production.since, locale)),
    production.by === null ? null : words.production.by(production.by),
    isBase ? null : `${words.models.base} ${baseId}`,
  ].filter((part) => part !== null);
  return (
    <section className="live card" aria-labelledby="live">
      <div className="card-body">
        <h2 id="live" className="live-head">
          <span className="live-dot" aria-hidden="true" />
          {words.production.title}
        </h2>
        <p className="live-name">
          <VersionName of={production} />
          {production.forced && <span className="badge badge-open">{words.production.forced}</span>}
        </p>
        {told.length > 0 && <p className="card-text card-faint">{told.join(' · ')}</p>}
        {isBase && production.since === null && <p className="card-text">{words.production.baseText}</p>}
        {production.why !== null && production.why !== '' && <p className="live-why">{production.why}</p>}
        <Following of={of} />
      </div>
      {administrator && of.rollBackTo !== null && (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          <Icon name="again" size={17} />
          {words.production.rollBack}
        </button>
      )}
      {asking && <RollBackDialog of={of} onClose={() => setAsking(false)} />}
    </section>
  );
}

/** serve answers with something else than the alias names: while it loads, or because it could not. */
function Following({ of: { following } }: { of: RegistryState }) {
  const { words } = useWords();
  if (following === null) return null;
  const { wanted, production, draining } = following;
  if (wanted !== null) {
    return (
      <p className="live-refused">
        {words.models.notServed(production.model)} {wanted.because}
      </p>
    );
  }
  if (draining === null || draining.answers === 0) return null;
  return <p className="card-text">{words.models.draining(draining.model, draining.answers)}</p>;
}
