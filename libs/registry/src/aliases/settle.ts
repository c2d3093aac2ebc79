import { AppError } from '@naru/contracts';
import type { AuditRow } from '@naru/db';
import { MlflowNotFoundError, type RegisteredModel } from '@naru/mlflow-js-client';

import type { AuditLog, Said } from '../audit/audit-log.ts';
import { decidedBy } from '../audit/decided.ts';
import type { Decided, Settled } from '../registry.ts';
import { audited, type KnownVersions } from '../versions/known-versions.ts';
import type { Teller } from './tell.ts';
import { ALIASES, MOVING, TOLD_TAG, wantedAliases, type Alias } from './wanted.ts';

export interface SettleParts {
  readonly modelName: string;
  readonly log: AuditLog;
  readonly versions: KnownVersions;
  readonly teller: Teller;
}

/**
 * Makes MLflow hold what the audit says, where a row was written and not carried out; else writes down what somebody
 * moved in MLflow. The model's tag tells the two apart: it names the row of which MLflow was told last.
 */
export async function settle(parts: SettleParts): Promise<Settled> {
  const model = await parts.versions.model();
  const rows = await parts.log.all();
  if (model === undefined) return withoutModel(parts, rows);
  if (isUntold(model, rows)) {
    await parts.teller.tell(model);
    return { finished: true, outside: [] };
  }
  return { finished: false, outside: await recordOutside(parts, model, decidedBy(rows)) };
}

function withoutModel({ modelName }: SettleParts, rows: readonly AuditRow[]): Settled {
  if (rows.length === 0) return { finished: false, outside: [] };
  throw new AppError(
    'registry.lost',
    `MLflow has no registered model ${modelName}, and the audit log has its versions.`,
    {
      hint: 'Set MLFLOW_TRACKING_URI to the server that has it. Where that is gone, evaluate and promote again.',
    },
  );
}

/** A row that MLflow was never told of. A row of another database is none of ours to carry out. */
function isUntold({ tags }: RegisteredModel, rows: readonly AuditRow[]): boolean {
  const told = tags[TOLD_TAG];
  const last = rows.at(-1);
  if (last === undefined || told === last.id) return false;
  return told === undefined || rows.some(({ id }) => id === told || `${MOVING}${id}` === told);
}

/** @param seen what MLflow was told last: where another row was added since, MLflow was looked at too early */
async function recordOutside(parts: SettleParts, model: RegisteredModel, seen: Decided): Promise<AuditRow[]> {
  const wanted = wantedAliases(seen);
  const recorded: AuditRow[] = [];
  for (const alias of ALIASES) {
    const found = model.aliases[alias] ?? null;
    if (found === (wanted[alias]?.version ?? null)) continue;
    const row = await recordAlias(parts, { alias, found, last: (recorded.at(-1) ?? seen.last)?.id });
    if (row !== undefined) recorded.push(row);
  }
  if (recorded.length > 0) await parts.teller.tell(model);
  return recorded;
}

interface Moved {
  readonly alias: Alias;
  /** The version that it names now. */
  readonly found: string | null;
  /** The row after which it was moved. */
  readonly last: string | undefined;
}

async function recordAlias(
  { log, versions }: SettleParts,
  { alias, found, last }: Moved,
): Promise<AuditRow | undefined> {
  const to = found === null ? null : await versions.get(found).then(audited).catch(goneMeanwhile);
  if (to === undefined) return undefined;
  return log.append((decided) => {
    if (decided.last?.id !== last) return undefined;
    return outside({ alias, from: wantedAliases(decided)[alias], to });
  });
}

function outside(moved: Pick<Said, 'alias' | 'from' | 'to'>): Said {
  const why = `The alias ${moved.alias} was moved in MLflow, not through Naru.`;
  return { action: 'outside', ...moved, by: 'MLflow', why, forced: false, evalId: null, reportSha256: null };
}

/** The next look sees where the alias points then. */
function goneMeanwhile(error: unknown): undefined {
  if (error instanceof MlflowNotFoundError) return undefined;
  throw error;
}
