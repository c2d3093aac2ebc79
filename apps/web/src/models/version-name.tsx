import { Link } from 'wouter';
import { Version } from '../data/datasets/version.tsx';
import type { Named } from './api/types.ts';

export const versionAddress = (sha256: string): string => `/models/versions/${sha256}`;

/** A version's name, which leads to its page; the base model has none. */
export function VersionName({ of: { name, adapterSha256 } }: { of: Pick<Named, 'name' | 'adapterSha256'> }) {
  if (adapterSha256 === null) return <bdi>{name}</bdi>;
  return (
    <Link href={versionAddress(adapterSha256)} className="name-link">
      <Version id={name} />
    </Link>
  );
}
