import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CardSkeletons } from '../ui/card-skeletons.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { byDay } from './by-day.ts';
import { UsageTable } from './usage-table.tsx';

const PERIODS_DAYS = [7, 30, 90] as const;
const DAY_MS = 86_400_000;

/** For administrators: what everybody used, by day. */
export function UsagePage() {
  const text = useText();
  const [days, setDays] = useState<number>(PERIODS_DAYS[0]);
  const query = useUsage(days);
  const entries = query.data?.pages.flatMap(({ usage }) => usage) ?? [];
  return (
    <Page title={text.usage.title} intro={text.usage.intro}>
      <Link href="/people" className="text-link">
        <Icon name="people" size={16} />
        {text.menu.people}
      </Link>
      <Field label={text.usage.period}>
        {(ids) => (
          <select
            {...ids}
            className="input input-short"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            {PERIODS_DAYS.map((period) => (
              <option key={period} value={period}>
                {text.usage.lastDays(period)}
              </option>
            ))}
            <option value={0}>{text.usage.always}</option>
          </select>
        )}
      </Field>
      {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.isSuccess && entries.length === 0 && <p className="page-empty">{text.usage.none}</p>}
      {byDay(entries).map((day) => (
        <UsageTable key={day.day} of={day} />
      ))}
      {query.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {text.list.more}
        </button>
      )}
    </Page>
  );
}

function useUsage(days: number) {
  const { api } = useServices();
  return useInfiniteQuery({
    queryKey: ['usage-report', days],
    queryFn: ({ pageParam, signal }) => api.usageReport(firstDay(days), pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** Days are serve's: UTC. */
function firstDay(days: number): string | null {
  return days === 0 ? null : new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10);
}
