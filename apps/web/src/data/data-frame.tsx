import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiError } from '../api/api-error.ts';
import { asApiError } from '../thread/thread-store.ts';
import { Problem } from '../ui/problem.tsx';
import { Page } from '../ui/page.tsx';
import type { DataWords } from './words/en.ts';
import { useWords } from './words/use-words.ts';

const SECTIONS = [
  ['/data', 'sources'],
  ['/data/jobs', 'jobs'],
  ['/data/datasets', 'datasets'],
] as const;

/** The frame of the data pages: their sections above what is shown. */
export function DataFrame({ children }: { children: ReactNode }) {
  const { words } = useWords();
  const [path] = useLocation();
  return (
    <Page title={words.data.title} {...(path === '/data' && { intro: words.data.intro })}>
      <nav className="tabs" aria-label={words.data.sections}>
        {SECTIONS.map(([address, name]) => (
          <Link key={address} href={address} className="tab" aria-current={currentOf(path, address)}>
            {words.data[name]}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}

/** A job stands under its list, and so does a dataset. */
function currentOf(path: string, address: string): 'page' | 'true' | undefined {
  if (path === address) return 'page';
  return address !== '/data' && path.startsWith(`${address}/`) ? 'true' : undefined;
}

/** What the data service refused, in the language of the page. */
export function DataProblem({ error, ...rest }: { error: unknown; onRetry?: () => void; onDismiss?: () => void }) {
  const { words } = useWords();
  return <Problem error={inWords(asApiError(error), words)} {...rest} />;
}

// Each stands for several faults: what the service says is the only thing that tells them apart.
const VAGUE: ReadonlySet<string> = new Set(['config.invalid', 'data.invalid', 'data.not-found', 'job.conflict']);

function inWords(error: ApiError, { refusal }: DataWords): ApiError {
  const message = Object.hasOwn(refusal, error.code) ? refusal[error.code] : undefined;
  if (message === undefined) return error;
  const { status, requestId, retryAfterSeconds } = error;
  const hint = VAGUE.has(error.code) ? error.message : null;
  return new ApiError(status, { code: 'said.by-page', message, hint, requestId }, retryAfterSeconds);
}
