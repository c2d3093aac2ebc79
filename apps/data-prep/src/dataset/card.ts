import type { DatasetManifest } from '@naru/contracts';

import { datasetId } from './manifest.ts';

const number = new Intl.NumberFormat('en');

/** README.md of a dataset: what is in it and what it was made of, with the front matter that the Hugging Face hub reads. */
export function datasetCard(manifest: DatasetManifest): string {
  const { name, description, licence, splits } = manifest;
  const rows = (files: readonly { rows: number }[]): string =>
    number.format(files.reduce((sum, file) => sum + file.rows, 0));
  return `---
pretty_name: ${JSON.stringify(name)}
${licence === null ? '' : `license: ${JSON.stringify(licence)}\n`}task_categories: [text-generation]
---

# ${name}

${description}

\`${datasetId(manifest)}\` · train ${rows(splits.train)} rows, validation ${rows(splits.validation)}, test ${rows(splits.test)}.

\`npx nx run train:qlora --data=${datasetId(manifest)}\` trains on it. \`report.html\` shows what each step did.${pairsLine(manifest)}

## Sources

| source | rows | refused | licence |
| --- | ---: | ---: | --- |
${manifest.sources.map((source) => `| ${source.name} | ${number.format(source.rows)} | ${number.format(source.refused)} | ${source.licence ?? 'not named'} |`).join('\n')}

## Steps

| step | rows in | rows out | changed | left out |
| --- | ---: | ---: | ---: | --- |
${manifest.steps.map(stepLine).join('\n')}
`;
}

function pairsLine({ preferences }: DatasetManifest): string {
  if (preferences === undefined) return '';
  const pairs = [...preferences.train, ...preferences.validation, ...preferences.test];
  const all = number.format(pairs.reduce((sum, { rows }) => sum + rows, 0));
  return `\n\n\`preferences/\` holds ${all} pairs of an answer and one that its reader liked less.`;
}

function stepLine(step: DatasetManifest['steps'][number]): string {
  const dropped = Object.entries(step.dropped).map(([reason, rows]) => `${reason} ${number.format(rows ?? 0)}`);
  const cells = [step.name, number.format(step.rowsIn), number.format(step.rowsOut), number.format(step.changed)];
  return `| ${cells.join(' | ')} | ${dropped.join(', ')} |`;
}
