import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiError } from '../api/api-error.ts';
import { asApiError } from '../thread/thread-store.ts';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useModels, useRegistry } from './models-services.tsx';
import { OutsideLink } from './outside-link.tsx';
import type { ModelsWords } from './words/en.ts';
import { useWords } from './words/use-words.ts';

const SECTIONS = [
  ['/models', 'versions'],
  ['/models/canary', 'canaries'],
  ['/models/audit', 'audit'],
] as const;

/** The frame of the model pages. Members have one of them, and see no sections. */
export function ModelsFrame({ children }: { children: ReactNode }) {
  const { words } = useWords();
  const { administrator } = useModels();
  const [path] = useLocation();
  const mlflowUrl = useRegistry().data?.mlflowUrl ?? null;
  return (
    <Page
      title={words.models.title}
      {...(path === '/models' && { intro: words.models.intro })}
      action={mlflowUrl !== null && <OutsideLink href={mlflowUrl}>{words.models.mlflow}</OutsideLink>}
    >
      {administrator && (
        <nav className="tabs" aria-label={words.models.sections}>
          {SECTIONS.map(([address, name]) => (
            <Link key={address} href={address} className="tab" aria-current={currentOf(path, address)}>
              {words.models[name]}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </Page>
  );
}

/** A version stands under the list of them. */
function currentOf(path: string, address: string): 'page' | 'true' | undefined {
  if (path === address) return 'page';
  return address === '/models' && path.startsWith('/models/versions/') ? 'true' : undefined;
}

/** What the registry refused, in the language of the page. */
export function ModelsProblem({ error, ...rest }: { error: unknown; onRetry?: () => void; onDismiss?: () => void }) {
  const { words } = useWords();
  return <Problem error={inWords(asApiError(error), words)} {...rest} />;
}

function inWords(error: ApiError, { refusal }: ModelsWords): ApiError {
  const message = Object.hasOwn(refusal, error.code) ? refusal[error.code] : undefined;
  if (message === undefined) return error;
  const { status, requestId, retryAfterSeconds } = error;
  return new ApiError(status, { code: 'said.by-page', message, requestId }, retryAfterSeconds);
}
