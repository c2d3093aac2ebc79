/** How patient the launcher is. */
export interface LaunchSettings {
  /** Between SIGTERM and SIGKILL: the time for a checkpoint. */
  readonly graceMs: number;
  /** Without an event and without CPU time. */
  readonly hangMs: number;
  /** For the other processes of a run once one has failed; they notice it by themselves within five seconds. */
  readonly peerMs: number;
  readonly pollMs: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

export function launchSettings(stated: {
  readonly graceSeconds: number;
  readonly hangMinutes: number;
}): LaunchSettings {
  return {
    graceMs: stated.graceSeconds * SECOND_MS,
    hangMs: stated.hangMinutes * MINUTE_MS,
    peerMs: 10 * SECOND_MS,
    pollMs: 200,
  };
}
