import { useId } from 'react';
import { useLanguage } from '../i18n/text.tsx';

interface BudgetProps {
  readonly name: string;
  readonly used: number;
  /** null: there is none, and no bar. */
  readonly limit: number | null;
}

/** What is used of what may be used today. */
export function Budget({ name, used, limit }: BudgetProps) {
  const { text, locale } = useLanguage();
  const id = useId();
  const figure = (value: number): string => value.toLocaleString(locale);
  const words =
    limit === null ? text.account.usedUnlimited(figure(used)) : text.account.used(figure(used), figure(limit));
  return (
    <div className="budget">
      <p className="budget-words">
        <span id={id}>{name}</span>
        <strong>{words}</strong>
      </p>
      {limit !== null && (
        <progress
          className={used < limit ? 'budget-bar' : 'budget-bar budget-full'}
          aria-labelledby={id}
          aria-valuetext={words}
          max={limit}
          value={Math.min(used, limit)}
        />
      )}
    </div>
  );
}
