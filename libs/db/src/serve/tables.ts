import { CanaryConversationRow } from './canary/canary-conversation.entity.ts';
import { ProductionRow } from './canary/production.entity.ts';
import { ShadowAnswerRow } from './canary/shadow-answer.entity.ts';
import { ConversationRow } from './chat/conversation.entity.ts';
import { ExportedMessageRow } from './chat/exported-message.entity.ts';
import { FeedbackExportRow } from './chat/feedback-export.entity.ts';
import { FeedbackRow } from './chat/feedback.entity.ts';
import { MessageRow } from './chat/message.entity.ts';
import { PresetRow } from './chat/preset.entity.ts';
import { AdapterRow } from './models/adapter.entity.ts';
import { ApiKeyRow } from './people/api-key.entity.ts';
import { OneTimeLinkRow } from './people/one-time-link.entity.ts';
import { SessionRow } from './people/session.entity.ts';
import { UsageDayRow } from './people/usage-day.entity.ts';
import { UserRow } from './people/user.entity.ts';

/** The tables that apps/serve owns: no other project writes them. */
export const serveTables = [
  UserRow,
  SessionRow,
  OneTimeLinkRow,
  ApiKeyRow,
  UsageDayRow,
  PresetRow,
  ConversationRow,
  MessageRow,
  FeedbackRow,
  FeedbackExportRow,
  ExportedMessageRow,
  AdapterRow,
  ProductionRow,
  CanaryConversationRow,
  ShadowAnswerRow,
];
