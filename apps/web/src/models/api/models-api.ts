// Owns the registry's routes as functions. Does not know who calls them or what is shown.
import { query } from '../../api/query.ts';
import type { Transport } from '../../api/transport.ts';
import type {
  AuditEntry,
  AuditPage,
  Canary,
  CanaryRequest,
  Demands,
  Lineage,
  Promotion,
  RegistryState,
  ReportSummary,
  WholeReport,
} from './types.ts';

const ADMIN = '/api/admin/registry';
const CANARIES = '/api/admin/canaries';

export type ModelsApi = ReturnType<typeof createModelsApi>;

export function createModelsApi({ get, send }: Transport) {
  const at = (id: string): string => encodeURIComponent(id);
  return {
    /** Members are told less. */
    state: (administrator: boolean, signal?: AbortSignal) =>
      get<RegistryState>(administrator ? ADMIN : '/api/registry', signal),
    audit: (cursor: string | null, signal?: AbortSignal) =>
      get<AuditPage>(`${ADMIN}/audit?${query({ limit: '50', cursor })}`, signal),
    auditOf: (adapterSha256: string, signal?: AbortSignal) =>
      get<AuditPage>(`${ADMIN}/audit?${query({ limit: '50', adapterSha256 })}`, signal),
    reports: async (adapterSha256: string, signal?: AbortSignal) =>
      (await get<{ reports: readonly ReportSummary[] }>(`${ADMIN}/reports?${query({ adapterSha256 })}`, signal))
        .reports,
    report: (id: string, signal?: AbortSignal) => get<WholeReport>(`${ADMIN}/reports/${at(id)}`, signal),
    reportAddress: (id: string) => `${ADMIN}/reports/${at(id)}/html`,
    lineage: (adapterSha256: string, signal?: AbortSignal) =>
      get<Lineage>(`${ADMIN}/lineage/${at(adapterSha256)}`, signal),
    /** Of the newest report where none is named. */
    demands: (adapterSha256: string, evalId: string | null, signal?: AbortSignal) =>
      get<Demands>(`${ADMIN}/demands?${query({ adapterSha256, evalId })}`, signal),
    promote: (promotion: Promotion) => send<AuditEntry>('POST', `${ADMIN}/promote`, promotion),
    rollBack: (why: string) => send<AuditEntry>('POST', `${ADMIN}/rollback`, { why }),
    canaries: async (signal?: AbortSignal) => (await get<{ canaries: readonly Canary[] }>(CANARIES, signal)).canaries,
    startCanary: (request: CanaryRequest) => send<Canary>('POST', CANARIES, request),
    stopCanary: (id: string) => send<Canary>('POST', `${CANARIES}/${at(id)}/stop`),
  };
}
