import { DataService1763870420000 } from './1763870420000-data-service.ts';

/** In the order that they run in. What stands here is never changed, only added to. */
export const dataMigrations = [DataService1763870420000];
