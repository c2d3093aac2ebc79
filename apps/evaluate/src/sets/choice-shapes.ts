import { languageOf } from '@naru/language';

type Row = Readonly<Record<string, unknown>>;
interface Choice {
  readonly prompt: string;
  readonly options: readonly string[];
  readonly answer: number;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Rows of multiple-choice sets as they are published, each by the keys that it has. */
const SHAPES: readonly ((row: Row) => Choice | undefined)[] = [
  // KMMLU: options by letter, the answer counted from 1.
  (row) => {
    const options = ['A', 'B', 'C', 'D', 'E'].map((key) => text(row[key])).filter((option) => option !== '');
    return options.length < 2
      ? undefined
      : { prompt: text(row['question']), options, answer: Number(row['answer']) - 1 };
  },
  // KoBEST COPA
  ({ premise, question, alternative_1: one, alternative_2: other, label }) =>
    premise === undefined || one === undefined
      ? undefined
      : {
          prompt: `${text(premise)} ${question === '원인' ? '왜냐하면' : '그래서'}`,
          options: [text(one), text(other)],
          answer: Number(label),
        },
  // KoBEST HellaSwag
  (row) => {
    const options = [1, 2, 3, 4].map((number) => text(row[`ending_${number}`])).filter((option) => option !== '');
    return options.length < 2
      ? undefined
      : { prompt: `문장: ${text(row['context'])}`, options, answer: Number(row['label']) };
  },
  // KoBEST BoolQ
  ({ paragraph, question, label }) =>
    paragraph === undefined
      ? undefined
      : { prompt: `${text(paragraph)}\n질문: ${text(question)}`, options: ['아니오', '예'], answer: Number(label) },
  // KoBEST WiC
  ({ word, context_1: one, context_2: other, label }) =>
    word === undefined || one === undefined
      ? undefined
      : {
          prompt: `문장1: ${text(one)}\n문장2: ${text(other)}\n두 문장에서 ${text(word)}가 같은 뜻으로 쓰였나?`,
          options: ['아니오', '예'],
          answer: Number(label),
        },
  // KoBEST SentiNeg
  ({ sentence, label }) =>
    sentence === undefined
      ? undefined
      : {
          prompt: `문장: ${text(sentence)}\n긍정인가요, 부정인가요?`,
          options: ['부정', '긍정'],
          answer: Number(label),
        },
  // MMLU and most others: a list, the answer by its place from 0 or by its letter.
  ({ question, prompt, choices, options, answer, label }) => {
    const list = choices ?? options;
    if (!Array.isArray(list)) return undefined;
    return { prompt: text(prompt ?? question), options: list.map(text), answer: placeOf(answer ?? label) };
  },
];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const placeOf = (answer: unknown): number => {
  const letter = typeof answer === 'string' ? LETTERS.indexOf(answer.trim().toUpperCase()) : -1;
  return letter >= 0 && text(answer).trim().length === 1 ? letter : Number(answer);
};

/** A published multiple-choice row as an item, not yet checked; undefined where it is of no known shape. */
export function choiceOf(row: unknown, id: string): unknown {
  if (typeof row !== 'object' || row === null || 'kind' in row) return undefined;
  for (const shape of SHAPES) {
    const choice = shape(row as Row);
    if (choice === undefined) continue;
    const language = languageOf(`${choice.prompt} ${choice.options.join(' ')}`).language === 'ko' ? 'ko' : 'en';
    return { id, kind: 'choice', language, topic: 'choices', ...choice };
  }
  return undefined;
}
