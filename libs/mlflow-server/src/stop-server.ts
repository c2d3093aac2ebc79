import { rmSync } from 'node:fs';

import { workspaceRoot } from '@naru/config';
import { endGroup } from '@naru/files';

import { livingServer } from './server-record.ts';
import type { MlflowSettings } from './settings.ts';
import { trackingPlace } from './tracking-place.ts';

/** Ends the local server that the settings mean. Gives its port, or undefined where none runs. */
export async function stopServer(settings: MlflowSettings, root = workspaceRoot()): Promise<number | undefined> {
  const place = trackingPlace(settings, root);
  if (place.kind === 'remote') return undefined;
  const server = livingServer(place.store);
  if (server === undefined) return undefined;
  await endGroup(server.pid);
  rmSync(place.store.record, { force: true });
  return server.port;
}
