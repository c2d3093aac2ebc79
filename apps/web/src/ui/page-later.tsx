import { lazy, Suspense, useMemo, type ComponentType } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useText } from '../i18n/text.tsx';
import { Problem } from './problem.tsx';

/** A page that comes when somebody goes there, not with the first load. */
export function pageLater<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Page = lazy(() =>
    load().then(
      (page) => ({ default: page }),
      (error: unknown) => ({ default: () => <NotLoaded error={error} /> }),
    ),
  ) as unknown as ComponentType<Props>;
  return function Later(props: Props) {
    return (
      <Suspense fallback={<Loading />}>
        <Page {...props} />
      </Suspense>
    );
  };
}

/** The server is away, or has other files by now: a reload asks for them. */
function NotLoaded({ error }: { error: unknown }) {
  const refusal = useMemo(() => ApiError.unreachable(error), [error]);
  return (
    <main className="page" id="main">
      <div className="page-body">
        <Problem error={refusal} onRetry={() => location.reload()} />
      </div>
    </main>
  );
}

export function Loading() {
  const text = useText();
  return (
    <main className="door" aria-busy="true">
      <p className="visually-hidden">{text.app.loading}</p>
    </main>
  );
}
