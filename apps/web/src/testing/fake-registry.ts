// Owns a stand-in for serve's registry: versions, reports, the audit log, a canary that runs.
import type { AuditEntry, Canary, CanaryRequest, Demand, Named, Promotion, Version } from '../models/api/types.ts';
import { aCanary, aReport, BASE_ID, lineageOf, summaryOf, VERSIONS, type FakeVerdicts } from './fake-evidence.ts';
import { missing, type FakeRequest, type FakeResponse } from './fake-routes.ts';

type Handler = (id: string, request: FakeRequest) => FakeResponse;

const ok = (body: unknown, status = 200): FakeResponse => ({ status, body });
const BASE: Named = { name: BASE_ID, version: null, adapterSha256: null };
const MLFLOW = 'http://127.0.0.1:5000';

export class FakeRegistry {
  readonly versions: Version[] = [];
  readonly audit: AuditEntry[] = [];
  readonly canaries: Canary[] = [];
  readonly verdicts: FakeVerdicts = new Map();
  /** What a promotion demands and is not met, by adapter. */
  readonly demands = new Map<string, readonly Demand[]>();
  /** MLflow does not answer. */
  away = false;
  private made = 0;

  /** Three versions: the newest is the candidate, the one before in production, the first was that before. */
  fill(): this {
    this.versions.push(...VERSIONS);
    const [newest, middle, first] = VERSIONS;
    if (!newest || !middle || !first) return this;
    this.verdicts.set(newest.adapterSha256, 'better').set(middle.adapterSha256, 'better');
    this.change('promote', BASE, first, 'Shorter answers, as support asked for.', { forced: true });
    this.change('promote', first, middle, 'Better on loss and register.');
    this.change('candidate', null, newest, '');
    return this;
  }

  get production(): Named {
    return this.audit.findLast(({ alias }) => alias === 'production')?.to ?? BASE;
  }

  answer(request: FakeRequest): FakeResponse {
    for (const [method, pattern, handler] of this.routes) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match) return handler(decodeURIComponent(match[1] ?? ''), request);
    }
    return missing;
  }

  private readonly routes: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/api\/registry$/, () => ok(this.state(false))],
    ['GET', /^\/api\/admin\/registry$/, () => ok(this.state(true))],
    ['GET', /^\/api\/admin\/registry\/audit$/, (_, { query }) => ok(this.page(query.get('adapterSha256')))],
    ['GET', /^\/api\/admin\/registry\/lineage\/([^/]+)$/, (sha256) => this.lineage(sha256)],
    ['GET', /^\/api\/admin\/registry\/demands$/, (_, { query }) => this.unmet(query.get('adapterSha256') ?? '')],
    ['GET', /^\/api\/admin\/registry\/reports$/, (_, { query }) => this.reports(query.get('adapterSha256') ?? '')],
    ['GET', /^\/api\/admin\/registry\/reports\/([^/]+)$/, (id) => this.report(id)],
    ['POST', /^\/api\/admin\/registry\/promote$/, (_, { body }) => this.promote(body as Promotion)],
    ['POST', /^\/api\/admin\/registry\/rollback$/, (_, { body }) => this.rollBack(body as { why: string })],
    ['GET', /^\/api\/admin\/canaries$/, () => ok({ canaries: this.canaries })],
    ['POST', /^\/api\/admin\/canaries$/, (_, { body }) => ok(this.start(body as CanaryRequest), 201)],
    ['POST', /^\/api\/admin\/canaries\/([^/]+)\/stop$/, (id) => this.stop(id)],
  ];

  private state(asAdministrator: boolean) {
    const { production } = this;
    const entry = this.audit.findLast(({ alias }) => alias === 'production');
    const before = this.audit.filter(({ alias }) => alias === 'production');
    const versions = this.versions.map((version) => ({
      ...version,
      mlflowUrl: asAdministrator ? version.mlflowUrl : null,
      aliases: this.aliasesOf(version),
      verdict: this.verdicts.get(version.adapterSha256) ?? null,
    }));
    return {
      modelName: BASE_ID,
      baseId: BASE_ID,
      knownAt: this.away ? '2026-11-22T18:04:00.000Z' : '2026-11-23T09:00:00.000Z',
      away: this.away,
      production: {
        ...production,
        since: entry?.at ?? null,
        by: asAdministrator ? (entry?.by ?? null) : null,
        why: asAdministrator ? (entry?.why ?? null) : null,
        forced: entry?.forced ?? false,
      },
      rollBackTo: before.length === 0 ? null : (before.at(-1)?.from ?? BASE),
      versions,
      mlflowUrl: asAdministrator ? `${MLFLOW}/#/models/${BASE_ID}` : null,
      following: null,
    };
  }

  private aliasesOf({ adapterSha256 }: Version): Version['aliases'] {
    const named = (alias: 'candidate' | 'production'): Named | null | undefined =>
      this.audit.findLast((entry) => entry.alias === alias)?.to;
    const before = this.audit.findLast(({ alias }) => alias === 'production')?.from;
    return [
      ...(named('production')?.adapterSha256 === adapterSha256 ? (['production'] as const) : []),
      ...(named('candidate')?.adapterSha256 === adapterSha256 ? (['candidate'] as const) : []),
      ...(before?.adapterSha256 === adapterSha256 ? (['previous'] as const) : []),
    ];
  }

  private page(adapterSha256: string | null) {
    const concerns = ({ from, to }: AuditEntry): boolean =>
      adapterSha256 === null || [from, to].some((end) => end?.adapterSha256 === adapterSha256);
    return { entries: this.audit.filter(concerns).reverse(), intact: adapterSha256 === null || null, nextCursor: null };
  }

  private lineage(sha256: string): FakeResponse {
    const version = this.versions.find(({ adapterSha256 }) => adapterSha256 === sha256);
    return version ? ok(lineageOf(version, this.verdicts, this.audit)) : missing;
  }

  private unmet(sha256: string): FakeResponse {
    const evalId = this.verdicts.has(sha256) ? summaryOf(sha256, 'better').id : null;
    return ok({ evalId, unmet: this.demands.get(sha256) ?? [] });
  }

  private reports(sha256: string): FakeResponse {
    const verdict = this.verdicts.get(sha256);
    return ok({ reports: verdict === undefined ? [] : [summaryOf(sha256, verdict)] });
  }

  private report(id: string): FakeResponse {
    const found = [...this.verdicts].find(([sha256, verdict]) => summaryOf(sha256, verdict).id === id);
    return found ? ok({ sha256: 'c'.repeat(64), report: aReport(...found) }) : missing;
  }

  private promote({ adapterSha256, force, why }: Promotion): FakeResponse {
    const version = this.versions.find((each) => each.adapterSha256 === adapterSha256);
    if (!version) return missing;
    if (this.away) {
      return { status: 503, body: { error: { code: 'tracking.unreachable', message: 'MLflow cannot be reached.' } } };
    }
    return ok(this.change('promote', this.production, version, why ?? '', { forced: force }), 201);
  }

  private rollBack({ why }: { why: string }): FakeResponse {
    const before = this.audit.findLast(({ alias }) => alias === 'production')?.from ?? BASE;
    return ok(this.change('rollback', this.production, before, why), 201);
  }

  private start({ adapterSha256, mode, share, ...policy }: CanaryRequest): Canary {
    const version = this.versions.find((each) => each.adapterSha256 === adapterSha256);
    const canary = aCanary({ candidate: version ?? BASE, baseline: this.production, mode, share }, policy);
    this.canaries.unshift(canary);
    return canary;
  }

  private stop(id: string): FakeResponse {
    const at = this.canaries.findIndex((canary) => canary.id === id);
    const canary = this.canaries[at];
    if (!canary) return missing;
    this.canaries[at] = { ...canary, state: 'stopped', endedAt: new Date().toISOString(), because: 'Mina Han' };
    return ok(this.canaries[at]);
  }

  private change(
    action: AuditEntry['action'],
    from: Named | null,
    to: Named | null,
    why: string,
    { forced = false } = {},
  ): AuditEntry {
    const seq = ++this.made;
    const entry: AuditEntry = {
      id: `audit-${seq}`,
      at: new Date(Date.parse('2026-11-18T02:10:00.000Z') + seq * 86_400_000).toISOString(),
      action,
      alias: action === 'candidate' ? 'candidate' : 'production',
      by: 'Mina Han',
      from: from && named(from),
      to: to && named(to),
      why,
      forced,
      evalId: action === 'promote' && !forced ? '20261119T020304-def456' : null,
      reportSha256: null,
      hash: String(seq).padStart(2, '7').repeat(32),
    };
    this.audit.push(entry);
    return entry;
  }
}

const named = ({ name, version, adapterSha256 }: Named): Named => ({ name, version, adapterSha256 });
