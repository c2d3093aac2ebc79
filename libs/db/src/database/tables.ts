import { dataTables } from '../data/tables.ts';
import { loopTables } from '../loop/tables.ts';
import { registryTables } from '../registry/tables.ts';
import { serveTables } from '../serve/tables.ts';

/** Every owner's tables. */
export const tables = [...serveTables, ...dataTables, ...loopTables, ...registryTables];
