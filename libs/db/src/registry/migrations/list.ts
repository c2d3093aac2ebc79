import { Registry1763940000000 } from './1763940000000-registry.ts';

/** In the order that they run in. What stands here is never changed, only added to. */
export const registryMigrations = [Registry1763940000000];
