// Owns the shape of every file and event that crosses a process, and the error codes.
// Does not know who writes or reads them.
export { AppError, exitStatusOf, httpStatusOf, isErrorCode, type AppErrorDetail, type ErrorCode } from './app-error.ts';
export { canonicalJson } from './canonical-json.ts';
export { errorInWords } from './error-in-words.ts';
export { modelIdAt } from './model-id.ts';
export { errorCodes } from './generated/error-codes.ts';
export type { DataRecipe } from './generated/data-recipe.ts';
export type { DataSynthesis } from './generated/data-synthesis.ts';
export type { DatasetManifest } from './generated/dataset-manifest.ts';
export type { EvaluatedItem, ItemLikelihood, SubjectAnswer } from './generated/evaluated-item.ts';
export type { EvaluationGate } from './generated/evaluation-gate.ts';
export type {
  ChoiceItem,
  EvaluationItem,
  InstructionsItem,
  QuestionItem,
  RefusalItem,
  RegisterItem,
} from './generated/evaluation-item.ts';
export type {
  ComparedMeasure,
  CorpusFigure,
  EvaluatedEngine,
  EvaluatedSet,
  EvaluatedSubject,
  EvaluationReport,
  HeldOut,
  ItemOverlap,
  JudgeFigures,
  LmEvalFigure,
  MeasureSlice,
} from './generated/evaluation-report.ts';
export { feedbackId, feedbackManifestOf, preferenceOf, type Preference } from './feedback.ts';
export { forgottenIn } from './forgotten.ts';
export type { FeedbackAnswer, FeedbackManifest } from './generated/feedback-file.ts';
export type {
  Checkpoint,
  Eval,
  JobEvent,
  Metric,
  Phase,
  Preflight,
  PreflightCheck,
  PreflightSplit,
  PreviewPiece,
  RefusedRow,
  RunFailed,
  RunFinished,
  RunStarted,
  Sample,
  ScoreFinished,
  ScoreProgress,
  Spread,
  TokenizeFinished,
} from './generated/job-event.ts';
export type { LoopPolicy } from './generated/loop-policy.ts';
export type { Forgotten, ForgottenFile, ForgottenMessage } from './generated/forgotten.ts';
export type { ScoreJob } from './generated/score-job.ts';
export type {
  NotScored,
  ScoredChoice,
  ScoredChoices,
  ScoredConversation,
  ScoreOutput,
} from './generated/score-output.ts';
export type { TokenizeJob } from './generated/tokenize-job.ts';
export type { TokenizeOutput } from './generated/tokenize-output.ts';
export type { TrainJob } from './generated/train-job.ts';
export type { TrainingConfig } from './generated/training-config.ts';
export { nearest } from './nearest.ts';
export {
  checkDataRecipe,
  dataRecipeSchema,
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
  type CheckedEvent,
  type SchemaProblem,
} from './schemas.ts';
