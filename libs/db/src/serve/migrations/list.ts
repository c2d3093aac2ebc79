import { People1763870400000 } from './1763870400000-people.ts';
import { Chat1763870400001 } from './1763870400001-chat.ts';
import { Adapters1763870400002 } from './1763870400002-adapters.ts';
import { Search1763870400003 } from './1763870400003-search.ts';
import { FeedbackExports1763870410000 } from './1763870410000-feedback-exports.ts';
import { SearchLater1763870430000 } from './1763870430000-search-later.ts';
import { Canary1763940100000 } from './1763940100000-canary.ts';
import { AnswersByModel1763940300000 } from './1763940300000-answers-by-model.ts';

/** In the order that they run in. What stands here is never changed, only added to. */
export const serveMigrations = [
  People1763870400000,
  Chat1763870400001,
  Adapters1763870400002,
  Search1763870400003,
  FeedbackExports1763870410000,
  SearchLater1763870430000,
  Canary1763940100000,
  AnswersByModel1763940300000,
];
