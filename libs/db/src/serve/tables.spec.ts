import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { describeSearch } from '../testing/suites/search-suite.ts';
import { describeTables } from '../testing/suites/tables-suite.ts';

describe('the tables on SQLite', () => describeTables(newSqlitePlace));
describe('search on SQLite', () => describeSearch(newSqlitePlace));
