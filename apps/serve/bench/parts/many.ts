import { rounded } from '../load/numbers.ts';
import type { PartFigures, Stand } from '../stand.ts';

const ANSWERS = 1;

/** Many streams at once: every token of every answer arrives once and in order, or is told of. */
export async function measureMany(stand: Stand): Promise<PartFigures> {
  const { many, seconds } = stand.options;
  const loads: object[] = [];
  for (const { streams, rate } of many) {
    const tokens = Math.max(1, Math.round(rate * seconds));
    const load = { streams, answers: ANSWERS, tokens, tokenMs: 1000 / rate };
    const phase = await stand.run(stand.serve(streams), load);
    loads.push({
      ...{ streams, tokens_per_second_each: rate, answers: streams * ANSWERS },
      tokens: phase.tokens,
      tokens_per_second: rounded(phase.tokens / phase.seconds, 0),
      failed_answers: phase.problems.length,
      cpu_us_per_token: rounded(phase.cpuUsPerToken, 1),
    });
  }
  return { figures: { loads } };
}
