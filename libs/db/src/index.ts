// Owns the database: how it is opened, migrated, written by one writer, backed up; and the tables, one folder an owner.
// Does not know what the rows mean to whoever owns them.
import 'reflect-metadata';

export type { Database, EngineName } from './database/database.ts';
export { isUniqueViolation } from './database/failures.ts';
export { backUp } from './commands/backup.ts';
export { newId } from './database/new-id.ts';
export { openDatabase, type OpenOptions } from './database/open-database.ts';
export { parseDatabaseUrl, type DatabasePlace, type PostgresPlace, type SqlitePlace } from './database/place.ts';
export { databaseCondition, type DatabaseCondition } from './database/condition.ts';
export { databasePlace, DatabaseSettings, DEFAULT_DATABASE_URL } from './database/settings.ts';
export { searchText, storedEmail, storedText } from './database/text.ts';
export { DataJobRow, type DataJobState } from './data/data-job.entity.ts';
export { DataSourceRow, type SourceKind } from './data/data-source.entity.ts';
export { DataUploadRow } from './data/data-upload.entity.ts';
export { DatasetRow, type DatasetSummary } from './data/dataset.entity.ts';
export { LoopRoundRow, type LoopRoundState, type LoopTrigger } from './loop/loop-round.entity.ts';
export { LoopStepRow, type LoopStepState } from './loop/loop-step.entity.ts';
export { AuditRow, type AuditAction, type AuditedVersion, type RegistryAlias } from './registry/audit.entity.ts';
export { CanaryRow, type CanaryMode, type CanaryPolicy, type CanaryState } from './registry/canary.entity.ts';
export { CanaryConversationRow, type CanaryValues } from './serve/canary/canary-conversation.entity.ts';
export { ProductionRow } from './serve/canary/production.entity.ts';
export { ShadowAnswerRow } from './serve/canary/shadow-answer.entity.ts';
export { EvaluationRow, type EvaluationVerdict } from './registry/evaluation.entity.ts';
export { ConversationRow } from './serve/chat/conversation.entity.ts';
export { ExportedMessageRow } from './serve/chat/exported-message.entity.ts';
export { FeedbackExportRow } from './serve/chat/feedback-export.entity.ts';
export { FeedbackRow, type Rating } from './serve/chat/feedback.entity.ts';
export { MessageRow, type MessageRole, type MessageStatus, type Provenance } from './serve/chat/message.entity.ts';
export { PresetRow } from './serve/chat/preset.entity.ts';
export { addMessages, endMessage, keepSnapshot, messageOfKey, type MessageEnd } from './serve/chat/write-messages.ts';
export { AdapterRow } from './serve/models/adapter.entity.ts';
export { ApiKeyRow, type Scope } from './serve/people/api-key.entity.ts';
export { OneTimeLinkRow, type LinkPurpose } from './serve/people/one-time-link.entity.ts';
export { SessionRow } from './serve/people/session.entity.ts';
export { UsageDayRow } from './serve/people/usage-day.entity.ts';
export { UserRow, type Limits, type Role } from './serve/people/user.entity.ts';
export {
  listConversations,
  type ConversationQuery,
  type ListedConversation,
} from './serve/search/list-conversations.ts';
export { keepIndexed, type IndexingOptions } from './serve/search/waiting.ts';
