import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { describeTables } from '../testing/suites/tables-suite.ts';

describe('on SQLite', () => describeTables(newSqlitePlace));
