import { KOREAN_ANSWER, RICH_ANSWER, SHORT_ANSWER } from './fake-answers.ts';
import { ADAPTER, BASE, type FakeStore } from './fake-store.ts';

const DAY_MS = 86_400_000;
const TITLES = [
  ['A ferry landing, explained', 0],
  ['나루터의 아침 풍경', 0],
  ['Reversing a list in Python', 1],
  ['한강 나루의 역사', 1],
  ['Release notes for 0.4', 3],
  ['회의록 요약', 4],
  ['Which dataset is in the new adapter?', 6],
  ['발표 자료 다듬기', 20],
  ['LoRA rank and alpha', 34],
] as const;

/** A list as it looks after some weeks. */
export function fillList(store: FakeStore): void {
  TITLES.forEach(([title, days], index) => {
    const at = new Date(Date.now() - days * DAY_MS - index * 60_000).toISOString();
    store.conversation({ title, createdAt: at, updatedAt: at, model: index % 2 === 0 ? BASE : ADAPTER });
  });
}

/** A conversation with `count` messages, Korean and English, some of them long. */
export function longConversation(store: FakeStore, count: number): string {
  const { id } = store.conversation({ title: '긴 대화 · A long one', model: BASE });
  const start = Date.now() - count * 1000 - 60_000;
  let parentId: string | null = null;
  for (let index = 0; index < count; index++) {
    const question = index % 2 === 0;
    const turn = Math.floor(index / 2) + 1;
    const answer = turn % 5 === 0 ? RICH_ANSWER : turn % 2 === 0 ? KOREAN_ANSWER : SHORT_ANSWER;
    const message = store.message({
      conversationId: id,
      parentId,
      role: question ? 'user' : 'assistant',
      content: question ? `Question ${turn}: 나루는 무엇인가요?` : `(${turn}) ${answer}`,
      model: question ? null : BASE,
      createdAt: new Date(start + index * 1000).toISOString(),
    });
    parentId = message.id;
  }
  store.conversation({ ...store.conversations.get(id), id, currentMessageId: parentId });
  return id;
}

/** Question and answer pairs, one after another; returns the conversation's id. */
export function conversationOf(
  store: FakeStore,
  title: string,
  turns: readonly (readonly [question: string, answer: string])[],
): string {
  const { id } = store.conversation({ title, model: BASE });
  let parentId: string | null = null;
  for (const [question, answer] of turns) {
    const asked = store.message({ conversationId: id, parentId, role: 'user', content: question });
    parentId = store.message({
      conversationId: id,
      parentId: asked.id,
      role: 'assistant',
      content: answer,
      model: BASE,
      usage: { promptTokens: 31, completionTokens: 187, estimated: false },
      finishReason: 'stop',
    }).id;
  }
  store.conversation({ ...store.conversations.get(id), id, currentMessageId: parentId });
  return id;
}
