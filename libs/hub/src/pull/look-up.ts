import { datasetInfo, listFiles, modelInfo } from '@huggingface/hub';
import { AppError } from '@naru/contracts';

import type { RepositoryType } from '../repository.ts';
import { explained } from '../session/explain.ts';
import type { HubSession } from '../session/hub-session.ts';
import { patiently, type Retrying } from '../session/patience.ts';
import { remoteFile, type RemoteFile } from './remote-file.ts';

export interface Found {
  /** A commit. */
  readonly revision: string;
  readonly licence: string | null;
  readonly files: readonly RemoteFile[];
}

export interface Wanted {
  readonly repo: string;
  readonly type: RepositoryType;
  readonly revision: string | undefined;
}

/**
 * Resolves a revision to a commit and lists its files.
 *
 * @throws AppError `hub.not-found`, `hub.gated`, `hub.unauthorized`, `hub.unreachable`, `hub.corrupt`
 */
export async function lookUp(
  session: HubSession,
  { repo, type, revision }: Wanted,
  retrying: Retrying,
): Promise<Found> {
  const hub = { hubUrl: session.endpoint, fetch: session.request };
  const asked = { ...hub, name: repo, revision: revision ?? 'main' };
  try {
    const info = await patiently(
      () =>
        type === 'dataset'
          ? datasetInfo({ ...asked, additionalFields: ['sha', 'cardData'] })
          : modelInfo({ ...asked, additionalFields: ['sha', 'cardData'] }),
      retrying,
    );
    requireCommit(info.sha, repo);
    const files = await patiently(async () => {
      const listed: RemoteFile[] = [];
      for await (const entry of listFiles({
        ...hub,
        repo: { type, name: repo },
        revision: info.sha,
        recursive: true,
      })) {
        if (entry.type === 'file') listed.push(remoteFile(entry, repo));
      }
      return listed;
    }, retrying);
    return { revision: info.sha, licence: licenceOf(info.cardData), files };
  } catch (error) {
    throw explained(error, { session, repo, type, revision });
  }
}

function requireCommit(sha: unknown, repo: string): asserts sha is string {
  if (typeof sha === 'string' && /^[0-9a-f]{40}$/.test(sha)) return;
  throw new AppError('hub.corrupt', `${repo}: the hub names no commit for this revision.`, {
    hint: 'HF_ENDPOINT may be the address of something else than a hub.',
  });
}

function licenceOf(card: { license?: string | string[]; license_name?: string } | undefined): string | null {
  const license = card?.license;
  const named = Array.isArray(license) ? license.join(', ') : license;
  const licence = named === 'other' || named === undefined ? (card?.license_name ?? named) : named;
  return typeof licence === 'string' ? licence : null;
}
