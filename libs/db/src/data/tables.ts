import { DataJobRow } from './data-job.entity.ts';
import { DataSourceRow } from './data-source.entity.ts';
import { DataUploadRow } from './data-upload.entity.ts';
import { DatasetRow } from './dataset.entity.ts';

/** The tables that apps/data-prep owns: no other project writes them. */
export const dataTables = [DataSourceRow, DataUploadRow, DataJobRow, DatasetRow];
