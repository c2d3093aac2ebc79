import { AppError } from '@naru/contracts';
import { readReport, reportsAbout, type Promotion, type Registry, type ReportFile } from '@naru/registry';

import type { CommandContext } from '../commands/context.ts';
import { resultFolders } from '../work.ts';

/**
 * The report of an evaluation's id; without one the newest that meets every demand, else the newest about the adapter.
 *
 * @throws AppError `data.not-found` for an id that there is no report of
 */
export async function chooseReport(
  evalId: string | undefined,
  promotion: Omit<Promotion, 'report'>,
  { registry, places }: Pick<CommandContext, 'places'> & { readonly registry: Registry },
): Promise<ReportFile | null> {
  const { results } = resultFolders(places.root);
  if (evalId !== undefined) return named(results, evalId);
  const reports = await reportsAbout(results, promotion.adapterSha256);
  for (const report of reports) {
    if ((await registry.demands({ ...promotion, report })).length === 0) return report;
  }
  return reports[0] ?? null;
}

async function named(results: string, evalId: string): Promise<ReportFile> {
  const report = await readReport(results, evalId);
  if (report !== null) return report;
  throw new AppError('data.not-found', `There is no evaluation ${evalId} in ${results}.`, {
    hint: 'evaluate:run prints the id of each; without --report the newest that fits is taken.',
  });
}
