import { useId } from 'react';
import type { UsageEntry } from '../api/types.ts';
import { useLanguage } from '../i18n/text.tsx';
import type { UsageDay } from './by-day.ts';

/** One day: people, and under each the keys that their programs used. */
export function UsageTable({ of: { day, entries } }: { of: UsageDay }) {
  const { text, locale } = useLanguage();
  const id = useId();
  const shownDay = new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { dateStyle: 'full', timeZone: 'UTC' });
  return (
    <section className="section">
      <h2 id={id}>{shownDay}</h2>
      <div className="card figures-card">
        <table className="figures" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{text.usage.who}</th>
              <th scope="col">{text.account.requests}</th>
              <th scope="col">{text.usage.promptTokens}</th>
              <th scope="col">{text.usage.completionTokens}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={`${entry.person?.id ?? ''} ${entry.key?.id ?? ''}`} of={entry} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ of: { person, key, requests, promptTokens, completionTokens } }: { of: UsageEntry }) {
  const { text, locale } = useLanguage();
  const name = person?.name ?? text.usage.nobody;
  return (
    <tr className={key === null ? '' : 'figures-part'}>
      <th scope="row">
        {key === null ? (
          <>
            {name} <span className="card-faint">{person?.email}</span>
          </>
        ) : (
          <>
            <span className="visually-hidden">{text.usage.keyOf(name)}</span>
            {key.name} {key.prefix !== null && <code>{key.prefix}…</code>}
          </>
        )}
      </th>
      <td>{requests.toLocaleString(locale)}</td>
      <td>{promptTokens.toLocaleString(locale)}</td>
      <td>{completionTokens.toLocaleString(locale)}</td>
    </tr>
  );
}
