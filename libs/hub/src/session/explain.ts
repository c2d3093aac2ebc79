import { redactSecrets } from '@naru/config';
import { AppError } from '@naru/contracts';

import { pathOnHub, type RepositoryType } from '../repository.ts';
import { ConnectionLost, HubRefusal } from './failures.ts';
import type { HubSession } from './hub-session.ts';

/** What a request was about, for the words of its failure. */
export interface Subject {
  readonly session: Pick<HubSession, 'endpoint' | 'hasToken'>;
  readonly repo: string;
  readonly type?: RepositoryType | undefined;
  readonly revision?: string | undefined;
  readonly file?: string | undefined;
  /** Writing needs another permission than reading. */
  readonly writes?: boolean;
}

/** An error of a request as one for people; what it does not know it gives back as it is. */
export function explained(error: unknown, subject: Subject): unknown {
  if (error instanceof ConnectionLost) return unreachable(error.message, subject, error);
  return error instanceof HubRefusal ? refused(error, subject) : error;
}

function refused(error: HubRefusal, subject: Subject): AppError {
  if (error.code === 'GatedRepo') return gated(error, subject);
  if (error.code === 'RevisionNotFound' || error.code === 'EntryNotFound') return notFound(error, subject);
  const wrongToken = error.status === 401 && /invalid (credentials|token|username)/i.test(error.said);
  if (wrongToken && subject.session.hasToken) return unauthorized(error, subject);
  if (error.code === 'RepoNotFound' || error.status === 404) return notFound(error, subject);
  if (error.status === 401 || error.status === 403) return unauthorized(error, subject);
  if (error.status === 429 || error.status >= 500) return unreachable(error.message, subject, error);
  const message = `The hub refused ${subject.repo} with status ${error.status}${said(error)}`;
  return new AppError('usage', redactSecrets(message), { cause: error });
}

function gated(error: HubRefusal, { session, repo, type = 'model' }: Subject): AppError {
  const page = `${session.endpoint}/${pathOnHub(repo, type)}`;
  return new AppError('hub.gated', `${repo} is gated: its owner lets in who has accepted its licence.`, {
    hint: session.hasToken
      ? `Accept the licence at ${page} with the account of HUGGINGFACE_TOKEN, wait until access is granted, and see that the token may read gated repositories (${session.endpoint}/settings/tokens).`
      : `Accept the licence at ${page}, make a token at ${session.endpoint}/settings/tokens and set HUGGINGFACE_TOKEN in the environment or in .env.`,
    cause: error,
  });
}

function notFound(error: HubRefusal, { session, repo, type = 'model', revision, file }: Subject): AppError {
  const at = revision === undefined ? '' : ` at revision ${revision}`;
  if (error.code === 'EntryNotFound' || (error.code === null && file !== undefined)) {
    return new AppError('hub.not-found', `${repo} has no file ${file ?? ''}${at}.`, { cause: error });
  }
  if (error.code === 'RevisionNotFound') {
    return new AppError('hub.not-found', `${repo} has no revision ${revision ?? 'main'}.`, {
      hint: `A revision is a branch, a tag or a commit: ${session.endpoint}/${pathOnHub(repo, type)}/commits/main lists them.`,
      cause: error,
    });
  }
  return new AppError(
    'hub.not-found',
    `There is no ${type === 'dataset' ? 'dataset' : 'repository'} ${repo} at ${session.endpoint}.`,
    {
      hint: session.hasToken
        ? 'Look at the spelling. A private one is shown only to accounts that may read it, and to tokens with that permission.'
        : 'Look at the spelling. If it is private, set HUGGINGFACE_TOKEN.',
      cause: error,
    },
  );
}

function unauthorized(error: HubRefusal, { session, repo, writes = false }: Subject): AppError {
  const tokens = `${session.endpoint}/settings/tokens`;
  if (!session.hasToken) {
    return new AppError('hub.unauthorized', `The hub asks who wants ${repo}, and HUGGINGFACE_TOKEN is not set.`, {
      hint: `Make a token at ${tokens} and set HUGGINGFACE_TOKEN in the environment or in .env.`,
      cause: error,
    });
  }
  if (error.status === 401) {
    return new AppError('hub.unauthorized', `The hub does not know the token in HUGGINGFACE_TOKEN${said(error)}`, {
      hint: `It may have a typing error or have been revoked: ${tokens}`,
      cause: error,
    });
  }
  const act = writes ? 'write to' : 'read';
  return new AppError(
    'hub.unauthorized',
    redactSecrets(`The token in HUGGINGFACE_TOKEN may not ${act} ${repo}${said(error)}`),
    {
      hint: `Give it the permission to ${act} this repository, or take one that has it: ${tokens}`,
      cause: error,
    },
  );
}

function unreachable(why: string, { session, repo }: Subject, cause: Error): AppError {
  const message = `${repo}: ${session.endpoint} cannot be reached (${why}).`;
  return new AppError('hub.unreachable', redactSecrets(message), {
    hint: 'Look at the network, the proxy variables (HTTPS_PROXY) and HF_ENDPOINT, then run the same command again: it goes on where it stopped.',
    cause,
  });
}

const said = (error: HubRefusal): string => (error.said === '' ? '.' : `: ${error.said.replace(/\.$/, '')}.`);
