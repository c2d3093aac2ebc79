// Marks of Markdown, dots and dashes, and what no one sees; ?, ! and emoji can be answers.
const NOTHING = /[\s\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0\ufffd.…·,:;_*~`#>|+=\-–—()[\]{}<>"'“”‘’/\\]/gu;

/** Nothing that could be an answer: spaces, dots, an empty fence, what a template leaves. */
export function isEmptyAnswer(text: string): boolean {
  return text.replace(SPECIAL_TOKEN, '').replace(SENTENCE_TOKEN, '').replace(NOTHING, '') === '';
}

/** Marks that a tokenizer keeps for itself, as ChatML, Llama, Gemma, Mistral, EXAONE and others write them. */
export const SPECIAL_TOKEN =
  /<\|[a-z_]{1,40}\|>|\[\|[a-z_]{1,40}\|\]|<｜[^\s｜]{1,40}｜>|<(?:start|end)_of_turn>|<\/?(?:bos|eos|unk|pad)>|\[\/?INST\]|<<\/?SYS>>|\[(?:BOS|EOS|PAD|UNK)\]/gi;

/** Where a sentence begins and ends for Llama and others, and struck-through text for HTML. */
export const SENTENCE_TOKEN = /<\/?s>/gi;
