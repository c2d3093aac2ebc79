import { Loop1763940200000 } from './1763940200000-loop.ts';

/** In the order that they run in. What stands here is never changed, only added to. */
export const loopMigrations = [Loop1763940200000];
