// Owns: what lies in a run's artifacts.
import type { Fields } from '../encoding.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { checkArtifactPath, checkInside } from './artifact-path.ts';

export interface ArtifactInfo {
  /** Relative to the run's artifacts. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Absent for folders. */
  readonly sizeBytes: number | undefined;
}

/** The direct children of a folder, by name. A folder that does not exist is empty, as MLflow has it. */
export async function listFolder(
  transport: Transport,
  runId: string,
  folder: string | undefined,
  options?: CallOptions,
): Promise<ArtifactInfo[]> {
  const query = { run_id: runId, path: folder === undefined ? undefined : checkArtifactPath(folder) };
  const call = { method: 'GET', path: '/api/2.0/mlflow/artifacts/list', query, repeatable: true } as const;
  const found = (await transport.json(call, options)).list('files').map(readArtifact);
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Every file below a folder, depth first. */
export async function* walkFolder(
  transport: Transport,
  runId: string,
  folder: string | undefined,
  options?: CallOptions,
): AsyncGenerator<ArtifactInfo> {
  for (const entry of await listFolder(transport, runId, folder, options)) {
    if (entry.isFolder) yield* walkFolder(transport, runId, entry.path, options);
    else yield entry;
  }
}

function readArtifact(fields: Fields): ArtifactInfo {
  const isFolder = fields.flag('is_dir');
  // A server that was taken over must not choose where a download writes.
  const path = checkInside(fields.requiredText('path'), 'artifact');
  return { path, isFolder, sizeBytes: isFolder ? undefined : fields.integer('file_size') };
}
