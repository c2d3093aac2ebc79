// What answers say when they do not answer. Looked for in lower case and NFC, in the opening of an answer.

/** Apart by language: a text without Hangul is not asked for the Korean ones. */
export interface Phrases {
  readonly korean: readonly RegExp[];
  readonly english: readonly RegExp[];
}

/** Declines to do what was asked, whatever it was. */
export const REFUSALS: Phrases = {
  korean: [
    /(?:도와|답변해?|답변을|대답해?|대답을|알려|설명해?|설명을|제공해?|안내해?|작성해?|말씀)\s?드릴 수(?:가|는)? ?없/,
    /(?:해당|그런|이런|이러한|그러한|요청하신|말씀하신) (?:요청|질문|주제|내용|작업|정보)[^.!?\n]{0,30}(?:응할|답할|답변할|대답할|처리할|수행할|도울|다룰|생성할|제공할|작성할) 수(?:가|는)? ?없/,
    /답변(?:을|이)? ?(?:거부|불가)|답변할 수 없는 (?:질문|내용|주제)/,
    /(?:ai|인공지능|언어) ?(?:언어 ?)?모델(?:로서|이라|이기|이므로|인)[^.!?\n]{0,80}(?:수(?:가|는)? ?없|못 ?합니다|않습니다|어렵습니다)/,
    /^(?:잘 ?)?(?:모르겠(?:습니다|어요|네요|음)|몰라요|모릅니다)[.!]?$/,
  ],
  english: [
    /\bi(?:['’]m| am)? ?(?:can(?:no|['’])?t|(?:am |['’]m )?(?:unable|not able) to|won['’]t|will not|must decline|have to decline)(?: to)? (?:be able to )?(?:help|assist|answer|fulfill?|comply|engage|support|complete this|generate|create|write|produce|provide|discuss|do that|respond|continue)/,
    /\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b[^.!?\n]{0,30}\b(?:i|my)\b[^.!?\n]{0,50}\b(?:can(?:no|['’])t|cannot|unable|not able|don['’]t|do not|am not)\b/,
    /\bi (?:must|have to|need to) (?:decline|refuse)|\bagainst my (?:guidelines|programming|policy)|violates? (?:our|my) (?:content |usage )?polic/,
    /^(?:i (?:really )?(?:do not|don['’]t) know|no idea|idk|not sure)[.!]?$/,
  ],
};

/** Says sorry and cannot; the right answer where the question is whether something can be done. */
export const APOLOGIES: Phrases = {
  korean: [
    /(?:죄송|미안|유감)[^.!?\n]{0,80}(?:수(?:가|는)? ?없(?:습|어|네|음|다)|어렵습니다|어려워요|어렵네요|불가능합니다|못 ?(?:합|해|하)|못했습니다)/,
  ],
  english: [
    /\b(?:sorry|apologi[sz]e|afraid)\b[^!?\n]{0,80}\b(?:can(?:no|['’])?t|cannot|unable|not able|won['’]t|not allowed|not possible)\b/,
  ],
};

/** Asks whether something can be done; `can you` asks for the thing itself. */
export const ASKS_WHETHER =
  /(?:할|될|받을|쓸|바꿀|볼|살|올|갈|먹을|들을) ?수 ?(?:있|없)|되나요|돼요|될까요|가능(?:한가|할까|해|하|합|\?)|\bcan (?:i|we|it|they|this)\b|\bcould (?:i|we)\b|\b(?:is|are) (?:it|there)\b|\bmay (?:i|we)\b|\bpossible\b|\bdo you (?:have|sell|offer|accept|ship)\b|(?:^|[.!?,;] *|\band |\bor )(?:does|is|are|has|was|were|did)\b|있나요|있습니까|있을까요|지원하나요/;
