import { EvaluationRow } from '@naru/db';

import { adapterDemands } from '../demands/adapter-demands.ts';
import { reportDemands } from '../demands/report-demands.ts';
import type { Decided, Promotion, Refusal } from '../registry.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';
import type { Parts } from './parts.ts';

export interface Examined {
  readonly adapter: AdapterFiles | undefined;
  readonly refusals: readonly Refusal[];
}

/** Everything that speaks against a promotion, by the files as they are now. */
export async function examine(
  { database, findAdapter, now }: Pick<Parts, 'database' | 'findAdapter' | 'now'>,
  { adapterSha256, report, engine }: Promotion,
  { production }: Decided,
): Promise<Examined> {
  const adapter = await findAdapter(adapterSha256);
  const ofAdapter = await adapterDemands(adapterSha256, adapter, engine);
  if (adapter === undefined) return { adapter, refusals: ofAdapter };
  const recorded = (id: string): Promise<EvaluationRow | null> => database.read.findOneBy(EvaluationRow, { id });
  const ofReport = await reportDemands(report, { adapter, engine, production, recorded, now: now() });
  return { adapter, refusals: [...ofAdapter, ...ofReport] };
}
