// A process that promotes one adapter and says so: what the kill test kills.
import { openDatabase, parseDatabaseUrl } from '@naru/db';
import { createMlflowClient } from '@naru/mlflow-js-client';

import { openRegistry } from '../open-registry.ts';
import type { PromotionOrder } from '../registry.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';

/** Its one argument, as JSON. */
export interface PromoterArguments {
  readonly databaseUrl: string;
  readonly trackingUri: string;
  readonly adapter: AdapterFiles;
  readonly order: PromotionOrder;
  readonly now: number;
}

const { databaseUrl, trackingUri, adapter, order, now } = JSON.parse(process.argv[2] ?? '') as PromoterArguments;
const client = createMlflowClient({ trackingUri });
const database = await openDatabase(parseDatabaseUrl(databaseUrl));
const findAdapter = (): Promise<AdapterFiles> => Promise.resolve(adapter);
const registry = openRegistry({ client, database, modelName: 'base', findAdapter, now: () => now });
const { id } = await registry.promote(order);
process.stdout.write(id);
await database.close();
await client.close();
