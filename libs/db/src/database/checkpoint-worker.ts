// A thread of its own: a connection that does nothing but empty the write-ahead log when it is told.
import { parentPort, workerData } from 'node:worker_threads';

import Sqlite from 'better-sqlite3';

const database = new Sqlite(workerData as string, { fileMustExist: true });
database.pragma('synchronous = NORMAL');

// Passive: it waits for nobody; what readers still look at stays in the log until the next time.
parentPort?.on('message', () => database.pragma('wal_checkpoint(PASSIVE)'));
