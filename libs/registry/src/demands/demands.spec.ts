import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { AuditRow } from '@naru/db';

import type { PromotionOrder, RefusalCode, ServedBy } from '../registry.ts';
import { aReport, scratchRegistry, SERVED, type ReportChange, type ScratchRegistry } from '../testing/index.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';

let scratch: ScratchRegistry;

beforeAll(async () => {
  scratch = await scratchRegistry();
});
afterAll(() => scratch.close());

let made = 0;
const anAdapter = (over: Partial<AdapterFiles> = {}): AdapterFiles => {
  made += 1;
  return scratch.adapter({ weights: `${made}`, ...over });
};

/** What a promotion is refused for, in the same words by both ways to ask. */
async function refusals(order: PromotionOrder): Promise<RefusalCode[]> {
  const found = await scratch.registry.demands(order);
  const error: unknown = await scratch.registry.promote(order).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'promotion.refused' });
  for (const { message } of found) expect(String(error)).toContain(message);
  return found.map(({ code }) => code);
}

const INCONCLUSIVE: ReportChange = { verdict: 'inconclusive', because: ['chrf: not sure yet'] };
const OVERLAP = {
  set: 'questions.ko',
  item: 'rollback',
  kind: 'n-gram',
  share: 0.6,
  excerpt: '배포를 되돌리려면',
} as const;

describe('a promotion is refused', () => {
  it.each<[RefusalCode, ReportChange]>([
    ['report.verdict', { verdict: 'not better', because: ['chrf: no gain that matters'] }],
    ['report.verdict', INCONCLUSIVE],
    ['report.verdict', { measures: [] }],
    ['report.adapter', { candidate: { sha256: 'ab'.repeat(32), name: 'other@abababab' } }],
    ['report.dataset', { candidate: { datasetSha256: 'ab'.repeat(32) } }],
    ['report.template', { candidate: { chatTemplateSha256: 'ab'.repeat(32) } }],
    ['report.base', { candidate: { baseSha256: 'ab'.repeat(32) } }],
    ['report.base', { candidate: { baseId: 'another' } }],
    ['report.engine', { engine: { kind: 'vllm', version: 'vllm 0.20', baseFormat: null } }],
    ['report.engine', { engine: { kind: 'llama.cpp', version: 'xllamacpp 0.1.9', baseFormat: 'gguf' } }],
    ['report.baseline', { baseline: { sha256: 'ab'.repeat(32), name: 'before@abababab' } }],
    ['report.old', { createdAt: '2026-10-23T01:00:00.000Z' }],
    [
      'report.contaminated',
      { contamination: { checked: true, datasetId: 'd', rows: 1, overlaps: [OVERLAP], note: null } },
    ],
    ['report.unchecked', { contamination: { checked: false, datasetId: null, rows: 0, overlaps: [], note: 'gone' } }],
  ])('by a report with %s', async (code, change) => {
    expect(await refusals(await scratch.order(anAdapter(), change))).toEqual([code]);
  });

  it('without a report, with half of one, and with one that nobody recorded', async () => {
    const adapter = anAdapter();
    const order = { adapterSha256: adapter.sha256, report: null, engine: SERVED, by: '나루' };
    const whole = aReport(adapter);

    expect(await refusals(order)).toEqual(['report.missing']);
    expect(await refusals({ ...order, report: { ...whole, json: whole.json.slice(0, 99) } })).toEqual([
      'report.broken',
    ]);
    expect(await refusals({ ...order, report: whole })).toEqual(['report.unknown']);
  });

  it('with a report that was edited after it was written', async () => {
    const adapter = anAdapter();
    const { report } = await scratch.order(adapter, INCONCLUSIVE);
    const edited = aReport(adapter);

    expect(report?.sha256).not.toBe(edited.sha256);
    expect(await refusals({ adapterSha256: adapter.sha256, report: edited, engine: SERVED, by: '나루' })).toEqual([
      'report.edited',
    ]);
  });

  it.each<[RefusalCode, Partial<ServedBy>]>([
    ['adapter.base', { baseId: 'another' }],
    ['adapter.base', { baseSha256: 'ff'.repeat(32) }],
    ['adapter.template', { chatTemplateSha256: 'ff'.repeat(32) }],
  ])('for %s, which nothing can force', async (code, engine) => {
    const order = await scratch.order(anAdapter());
    const forced = { ...order, engine: { ...SERVED, ...engine }, force: true, why: 'it has to' };

    expect(await refusals(forced)).toEqual([code]);
  });

  it('when the adapter is gone, or was changed after it was evaluated, which nothing can force', async () => {
    const [weights, gguf, gone] = [anAdapter(), anAdapter(), anAdapter()];
    const forced = async (adapter: AdapterFiles): Promise<PromotionOrder> => ({
      ...(await scratch.order(adapter)),
      ...{ force: true, why: 'it has to' },
    });
    const orders = await Promise.all([weights, gguf, gone].map(forced));
    appendFileSync(join(weights.path, 'adapter_model.safetensors'), '!');
    appendFileSync(gguf.ggufPath, '!');
    rmSync(join(gone.path, 'adapter_model.safetensors'));
    const unknown = { adapterSha256: 'ab'.repeat(32), report: null, engine: SERVED, by: '나루' };

    expect(await Promise.all([...orders, unknown].map(refusals))).toEqual([
      ...[['adapter.changed'], ['adapter.changed'], ['adapter.missing'], ['adapter.missing']],
    ]);
  });
});

describe('what is not met', () => {
  it('is named all at once', async () => {
    const order = await scratch.order(anAdapter(), { ...INCONCLUSIVE, createdAt: '2026-01-01T00:00:00.000Z' });

    expect(await refusals(order)).toEqual(['report.old', 'report.verdict']);
  });

  it('is forced with a reason only, and stands in the audit', async () => {
    expect(await scratch.database.read.count(AuditRow)).toBe(0); // none of the above came through
    const order = await scratch.order(anAdapter(), INCONCLUSIVE);
    await expect(scratch.registry.promote({ ...order, force: true })).rejects.toMatchObject({ code: 'usage' });

    const row = await scratch.registry.promote({ ...order, force: true, why: '급하다' });

    expect(row).toMatchObject({
      forced: true,
      why: expect.stringMatching(/^급하다 Forced although: .*"inconclusive"/) as string,
    });
  });
});
