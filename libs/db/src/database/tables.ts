import { dataTables } from '../data/tables.ts';
import { serveTables } from '../serve/tables.ts';

/** Every owner's tables. */
export const tables = [...serveTables, ...dataTables];
