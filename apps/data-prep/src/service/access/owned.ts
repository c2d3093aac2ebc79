import { OwnedRow, type OwnedTable, type Principal } from '@naru/access';
import { DataJobRow, DatasetRow, DataSourceRow, DataUploadRow } from '@naru/db';

/** What the id in a path can stand for. */
export type OwnedKind = 'source' | 'upload' | 'job' | 'dataset';

const DATASET_ID = '^[a-z0-9][a-z0-9._-]{0,63}@[0-9a-f]{32}$';

/** `:id` is of this kind and belongs to who asks, or to anybody where an administrator asks; others' is not found. */
export const Owned = (kind: OwnedKind) =>
  OwnedRow(kind, kind === 'dataset' ? { pattern: DATASET_ID } : { format: 'uuid' });

/** The rows that a person sees. */
export const ofPerson = ({ role, userId }: Principal): { readonly ownerId?: string } =>
  role === 'admin' ? {} : { ownerId: userId };

export const OWNED_TABLES: Readonly<Record<OwnedKind, OwnedTable>> = {
  source: {
    table: DataSourceRow,
    where: (id, person) => ({ id, ...ofPerson(person) }),
    missing: 'source.not-found',
  },
  // Of nobody else, administrators included: what has not arrived yet shows nothing.
  upload: { table: DataUploadRow, where: (id, { userId }) => ({ id, ownerId: userId }), missing: 'upload.not-found' },
  job: { table: DataJobRow, where: (id, person) => ({ id, ...ofPerson(person) }), missing: 'job.not-found' },
  dataset: {
    table: DatasetRow,
    where: (datasetId, person) => ({ datasetId, ...ofPerson(person) }),
    missing: 'dataset.not-found',
    id: new RegExp(DATASET_ID),
  },
};
