import { AppError } from '@naru/contracts';

import { runStage, type StageContext } from './run-stage.ts';

/** A line of `data-prep build --progress=json`, as far as it is shown here. */
type Told =
  | { readonly event: 'line'; readonly text: string }
  | {
      readonly event: 'progress';
      readonly what: string;
      readonly done: number;
      readonly total: number;
      readonly unit: string;
    }
  | { readonly event: 'dataset'; readonly id: string }
  | {
      readonly event: 'failed';
      readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
    };

/** `data-prep:build`. @returns the dataset's id */
export async function buildDataset(
  recipe: string,
  context: StageContext,
  print: (line: string) => void,
): Promise<string> {
  let id: string | undefined;
  const onLine = (line: string): void => {
    const told = toldIn(line);
    if (told?.event === 'dataset') ({ id } = told);
    const shown = told === undefined ? line : inWords(told);
    if (shown !== undefined) print(`  ${shown}`);
  };
  await runStage({ app: 'data-prep', args: ['build', `--config=${recipe}`, '--progress=json'], onLine }, context);
  if (id === undefined) throw new AppError('internal', 'data-prep build named no dataset.');
  return id;
}

function toldIn(line: string): Told | undefined {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
}

// What a step is done with is told once, at its end.
function inWords(told: Told): string | undefined {
  if (told.event === 'line') return told.text;
  if (told.event === 'failed') return [told.error.message, told.error.hint ?? ''].join(' ').trim();
  if (told.event === 'dataset' || told.done < told.total || told.unit === 'percent') return undefined;
  return `${told.what}: ${told.total} ${told.unit}`;
}
