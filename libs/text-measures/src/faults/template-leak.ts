import { partsOf } from '@naru/language';
import { SENTENCE_TOKEN, SPECIAL_TOKEN } from './emptiness.ts';

export interface TemplateLeak {
  /** `token`: `<|im_end|>`; `heading`: `### Instruction:`; `role`: `assistant` where a turn would begin. */
  readonly kind: 'token' | 'heading' | 'role';
  readonly text: string;
  readonly start: number;
}

const HEADING =
  /^[ \t]*#{2,4} ?(?:instruction|input|response|output|human|user|assistant|system|question|answer|명령어|지시(?:문|사항)?|입력|응답|출력|질문|답변) ?(?::[ \t]*|[ \t]*$)/gim;
// Small letters alone on a line, as a template's roles are left where its marks were taken out; with a colon, as models
// without a template have them.
const ROLE =
  /^[ \t]*(?:(?:system|user|assistant)[ \t]*$|(?:\*\*)?(?:user|human|assistant|system|ai|bot|사용자|어시스턴트|시스템|질문자|답변자)(?:\*\*)? ?:)/gim;
const STRUCK = /<s>[^<\n]*<\/s>/g;

/** What of a chat template stands in an answer, in order. Code does not count: people ask about templates. */
export function templateLeaksIn(text: string): TemplateLeak[] {
  const leaks: TemplateLeak[] = [];
  const shown = withoutCode(text);
  const look = (kind: TemplateLeak['kind'], pattern: RegExp, where = shown): void => {
    for (const match of where.matchAll(pattern)) leaks.push({ kind, text: match[0].trim(), start: match.index });
  };
  look('token', SPECIAL_TOKEN);
  // <s>…</s> on one line strikes through.
  look('token', SENTENCE_TOKEN, shown.replace(STRUCK, blank));
  look('heading', HEADING);
  look('role', ROLE);
  return leaks.sort((one, other) => one.start - other.start);
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** The same places; an unclosed fence is no code, as an answer that leaks rarely closes it. */
function withoutCode(text: string): string {
  return partsOf(text)
    .map(({ kind, start, end, unclosed }) => {
      const part = text.slice(start, end);
      return kind === 'prose' || unclosed === true ? part : blank(part);
    })
    .join('');
}
