import { dataTables } from '../data/tables.ts';
import { loopTables } from '../loop/tables.ts';
import { serveTables } from '../serve/tables.ts';

/** Every owner's tables. */
