import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useSession } from '../../account/use-session.ts';
import { Version } from '../../data/datasets/version.tsx';
import { countInWords, dayInWords } from '../../i18n/figures.ts';
import type { Lineage } from '../api/types.ts';
import { VerdictBadge } from '../badges.tsx';
import { useModels } from '../models-services.tsx';
import { OutsideLink } from '../outside-link.tsx';
import { useWords } from '../words/use-words.ts';

/** From the sources to the answers, in the order in which one came of the other. */
export function LineageGraph({ of }: { of: Lineage }) {
  const { words } = useWords();
  return (
    <section className="section" aria-labelledby="lineage">
      <h3 id="lineage">{words.lineage.title}</h3>
      <ol className="lineage">
        <Sources of={of} />
        <Dataset of={of} />
        <Training of={of} />
        <Adapter of={of} />
        <Evaluation of={of} />
        <InProduction of={of} />
        <Answers of={of} />
      </ol>
    </section>
  );
}

interface StageProps {
  readonly title: string;
  /** Nothing is known of it, or it has not happened. */
  readonly empty?: boolean;
  readonly children: ReactNode;
}

function Stage({ title, empty = false, children }: StageProps) {
  return (
    <li className={empty ? 'stage stage-empty' : 'stage'}>
      <p className="stage-title">{title}</p>
      <div className="stage-body">{children}</div>
    </li>
  );
}

const SHOWN_SOURCES = 3;

function Sources({ of: { sources } }: { of: Lineage }) {
  const { words, locale } = useWords();
  const data = useSession().data?.data === true;
  const shown = sources.slice(0, SHOWN_SOURCES);
  return (
    <Stage title={words.lineage.sources} empty={sources.length === 0}>
      {sources.length === 0 && <p>{words.lineage.unknown}</p>}
      {shown.map(({ name, rows }) => (
        <p key={name}>
          {data ? <Link href="/data">{name}</Link> : name}{' '}
          <span className="card-faint">{words.lineage.rows(countInWords(rows, locale))}</span>
        </p>
      ))}
      {sources.length > shown.length && <p className="card-faint">+{sources.length - shown.length}</p>}
    </Stage>
  );
}

function Dataset({ of: { dataset } }: { of: Lineage }) {
  const { words, locale } = useWords();
  const data = useSession().data?.data === true;
  if (dataset === null) {
    return (
      <Stage title={words.lineage.dataset} empty>
        <p>{words.lineage.unknown}</p>
      </Stage>
    );
  }
  const { id, rows, here } = dataset;
  return (
    <Stage title={words.lineage.dataset}>
      <p>
        {here && data ? (
          <Link href={`/data/datasets/${encodeURIComponent(id)}`}>
            <Version id={id} />
          </Link>
        ) : (
          <Version id={id} />
        )}
      </p>
      {rows !== null && <p className="card-faint">{words.lineage.rows(countInWords(rows, locale))}</p>}
      {!here && <p className="card-faint">{words.lineage.gone}</p>}
    </Stage>
  );
}

function Training({ of: { run, base } }: { of: Lineage }) {
  const { words } = useWords();
  return (
    <Stage title={words.lineage.run}>
      {run !== null &&
        (run.mlflowUrl === null ? <p>{run.id}</p> : <OutsideLink href={run.mlflowUrl}>{run.id}</OutsideLink>)}
      <p className="card-faint">{base.id}</p>
    </Stage>
  );
}

function Adapter({ of: { adapter } }: { of: Lineage }) {
  const { words } = useWords();
  return (
    <Stage title={words.lineage.adapter} empty={!adapter.here}>
      <p>
        <Version id={adapter.name} />
      </p>
      {!adapter.here && <p className="card-faint">{words.lineage.gone}</p>}
    </Stage>
  );
}

function Evaluation({ of: { reports } }: { of: Lineage }) {
  const { words, locale } = useWords();
  const { api } = useModels();
  const [newest] = reports;
  if (newest === undefined) {
    return (
      <Stage title={words.lineage.report} empty>
        <p>{words.lineage.noReport}</p>
      </Stage>
    );
  }
  return (
    <Stage title={words.lineage.report}>
      <p>
        <VerdictBadge verdict={newest.verdict} />
      </p>
      <OutsideLink href={api.reportAddress(newest.id)}>{dayInWords(newest.createdAt, locale)}</OutsideLink>
      {reports.length > 1 && <p className="card-faint">{words.lineage.more(reports.length - 1)}</p>}
    </Stage>
  );
}

function InProduction({ of: { production } }: { of: Lineage }) {
  const { words, locale } = useWords();
  const last = production.at(-1);
  if (last === undefined) {
    return (
      <Stage title={words.lineage.production} empty>
        <p>{words.lineage.never}</p>
      </Stage>
    );
  }
  const from = dayInWords(last.from, locale);
  return (
    <Stage title={words.lineage.production}>
      <p>
        <Link href="/models/audit">{last.until === null ? words.lineage.now : words.models.audit}</Link>
      </p>
      <p className="card-faint">
        {last.until === null ? words.lineage.since(from) : words.lineage.until(from, dayInWords(last.until, locale))}
      </p>
    </Stage>
  );
}

function Answers({ of: { answers } }: { of: Lineage }) {
  const { words, locale } = useWords();
  return (
    <Stage title={words.lineage.answers} empty={answers.count === 0}>
      <p>{answers.count === 0 ? words.lineage.none : words.lineage.count(countInWords(answers.count, locale))}</p>
      {answers.lastAt !== null && (
        <p className="card-faint">{words.lineage.last(dayInWords(answers.lastAt, locale))}</p>
      )}
    </Stage>
  );
}
