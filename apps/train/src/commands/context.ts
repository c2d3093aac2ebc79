import type { Inventory } from '@naru/devices';
import type { HubSettings } from '@naru/hub';
import type { AppLogger } from '@naru/logging';
import type { Terminal } from '@naru/terminal';

import type { LaunchSettings, MakeCommand, StopRequests } from '../launch/index.ts';
import type { Places } from '../places.ts';
import type { Tracker } from '../tracking/index.ts';
import type { TrackChoices } from './sync.ts';

/** What a command is given of the world. */
export interface CommandContext {
  readonly places: Places;
  readonly terminal: Terminal;
  readonly log: AppLogger['log'];
  readonly stop: StopRequests;
  readonly launch: LaunchSettings;
  readonly inventory: () => Promise<Inventory>;
  readonly makeCommand: MakeCommand;
  /** Read when it is needed: a bad address of the hub is no reason not to train. */
  readonly hub: () => HubSettings;
  /**
   * What no waiting mends is told before anything begins; an MLflow that is only away is not waited for.
   *
   * @throws AppError `tracking.old-file-store`, `environment.invalid`
   */
  readonly checkTracking: () => void;
  readonly track: (runDir: string, options?: TrackChoices) => Tracker;
}
