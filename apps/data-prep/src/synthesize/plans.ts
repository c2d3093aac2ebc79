import { languageOf } from '@naru/language';

import type { Row } from '../rows/row.ts';
import type { Synthesis } from './read-synthesis.ts';

export type SynthesisLanguage = 'ko' | 'en';

/** One topic in one language. */
export interface Plan {
  readonly topic: string;
  readonly language: SynthesisLanguage;
  /** Questions of people, to show what is meant. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;
const TOPIC_CHARACTERS = 300;

/** What questions will be asked about: the topics of the configuration, then those of the seeds. */
export function plansOf({ topics, languages }: Synthesis, seeds: readonly Row[]): Plan[] {
  const examples = new Map(
    languages.map((language) => [language, seeds.filter((row) => languageIn(row) === language)]),
  );
  const plans: Plan[] = [];
  for (const named of topics) {
    for (const language of languages) {
      const topic = typeof named === 'string' ? named : named[language];
      if (topic === undefined) continue;
      const known = examples.get(language) ?? [];
      const shown = rotated(known, plans.length * EXAMPLES).slice(0, EXAMPLES);
      plans.push({ topic, language, examples: shown.map(questionOf) });
    }
  }
  for (const language of languages) plans.push(...seedPlans(examples.get(language) ?? [], language));
  return plans;
}

/** A seed without a topic is its own: questions near it. */
function seedPlans(seeds: readonly Row[], language: SynthesisLanguage): Plan[] {
  const byTopic = new Map<string, string[]>();
  for (const row of seeds) {
    const topic = (row.topic ?? questionOf(row)).slice(0, TOPIC_CHARACTERS).toWellFormed();
    const questions = byTopic.get(topic) ?? [];
    questions.push(questionOf(row));
    byTopic.set(topic, questions);
  }
  return [...byTopic].map(([topic, questions]) => ({ topic, language, examples: questions.slice(0, EXAMPLES) }));
}

/** Korean with English terms in it is Korean. */
export function isIn(text: string, language: SynthesisLanguage): boolean {
  const found = languageOf(text).language;
  return found === language || (language === 'ko' && found === 'mixed');
}

export const questionOf = ({ messages }: Row): string => messages.find(({ role }) => role === 'user')?.content ?? '';

const languageIn = (row: Row): string => row.language ?? languageOf(questionOf(row)).language;

function rotated<T>(items: readonly T[], by: number): T[] {
  const from = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}
