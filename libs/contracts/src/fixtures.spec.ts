import { readdirSync, readFileSync } from 'node:fs';

import {
  checkDataRecipe,
  checkDataSynthesis,
  checkDatasetManifest,
  checkEvaluatedItem,
  checkEvaluationGate,
  checkEvaluationItem,
  checkEvaluationReport,
  checkFeedbackAnswer,
  checkFeedbackManifest,
  checkForgotten,
  checkJobEvent,
  checkLoopPolicy,
  checkScoreJob,
  checkScoreOutput,
  checkTokenizeJob,
  checkTokenizeOutput,
  checkTrainingConfig,
  checkTrainJob,
  type Checked,
  type SchemaProblem,
} from './schemas.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);

/** The files of one folder: `<schema>.<case>.json`. A bad one names the field that does not fit beside the document. */
function fixtures(folder: 'good' | 'bad'): [name: string, content: unknown][] {
  const dir = new URL(`${folder}/`, FIXTURES);
  return readdirSync(dir).map((name) => [name, JSON.parse(readFileSync(new URL(name, dir), 'utf8')) as unknown]);
}

const CHECKS: Readonly<Record<string, (document: unknown) => Checked<unknown>>> = {
  'data-recipe': checkDataRecipe,
  'data-synthesis': checkDataSynthesis,
  'dataset-manifest': checkDatasetManifest,
  'evaluated-item': checkEvaluatedItem,
  'evaluation-gate': checkEvaluationGate,
  'evaluation-item': checkEvaluationItem,
  'evaluation-report': checkEvaluationReport,
  'feedback-answer': checkFeedbackAnswer,
  'feedback-manifest': checkFeedbackManifest,
  forgotten: checkForgotten,
  'loop-policy': checkLoopPolicy,
  'score-job': checkScoreJob,
  'score-output': checkScoreOutput,
  'tokenize-job': checkTokenizeJob,
  'tokenize-output': checkTokenizeOutput,
  'train-job': checkTrainJob,
  'training-config': checkTrainingConfig,
};

function problemsOf(name: string, document: unknown): SchemaProblem[] {
  if (name.startsWith('job-event.')) return problemsOfEvent(document);
  const check = CHECKS[name.split('.')[0] ?? ''];
  if (check === undefined) throw new Error(`${name}: no schema of that name`);
  const checked = check(document);
  return checked.ok ? [] : checked.problems;
}

function problemsOfEvent(document: unknown): SchemaProblem[] {
  const checked = checkJobEvent(document);
  if (checked.kind === 'event') return [];
  if (checked.kind === 'invalid') return checked.problems;
  return [{ field: checked.kind === 'unknown-version' ? 'v' : 'type', message: checked.kind }];
}

describe('the fixtures that TypeScript and Python share', () => {
  it.each(fixtures('good'))('accept %s', (name, document) => {
    expect(problemsOf(name, document)).toEqual([]);
  });

  it.each(fixtures('bad'))('refuse %s at the field that it names', (name, content) => {
    const { field, document } = content as { field: string; document: unknown };

    expect(problemsOf(name, document).map((problem) => problem.field)).toContain(field);
  });

  it('have a good and a bad one for every type of event', () => {
    const schema = JSON.parse(readFileSync(new URL('../schema/job-event.schema.json', import.meta.url), 'utf8')) as {
      $defs: Record<string, { properties?: { type?: { const?: string } } }>;
    };
    const types = Object.values(schema.$defs).flatMap((definition) => definition.properties?.type?.const ?? []);

    const good = fixtures('good').map(([, document]) => (document as { type?: string }).type);
    const bad = fixtures('bad').map(([, content]) => (content as { document: { type?: string } }).document.type);

    expect(types.filter((type) => !good.includes(type) || !bad.includes(type))).toEqual([]);
  });
});
