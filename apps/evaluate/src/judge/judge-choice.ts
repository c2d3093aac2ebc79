import { AppError, type EvaluationGate } from '@naru/contracts';

/** The judge that a person named, with what it may cost. */
export interface JudgeChoice {
  /** As the endpoint names it. */
  readonly model: string;
  readonly url: string | undefined;
  readonly budgetTokens: number | null;
  /** US dollars for a million tokens. */
  readonly price: { readonly in: number; readonly out: number } | null;
}

/** As they were typed. */
export interface JudgeArguments {
  readonly judge?: string;
  readonly judgeUrl?: string;
  readonly judgeBudget?: string;
  readonly judgePriceIn?: string;
  readonly judgePriceOut?: string;
}

const ADDRESS = /^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/i;

/** @throws AppError `usage` */
export function readJudge(given: JudgeArguments): JudgeChoice | undefined {
  const { judge: model, judgeUrl: url, judgeBudget, judgePriceIn, judgePriceOut } = given;
  if (model === undefined || model === '') {
    const stray = Object.entries({ url, judgeBudget, judgePriceIn, judgePriceOut }).find(([, value]) => value);
    if (stray === undefined) return undefined;
    throw new AppError('usage', 'There are settings for a judge, but no --judge=<model>.');
  }
  if (url !== undefined && !ADDRESS.test(url)) {
    throw new AppError('usage', '--judge-url is no http or https address, or has a name and password in it.', {
      hint: 'OPENAI_API_KEY brings the key.',
    });
  }
  const [priceIn, priceOut] = [priced('--judge-price-in', judgePriceIn), priced('--judge-price-out', judgePriceOut)];
  if ((priceIn === undefined) !== (priceOut === undefined)) {
    throw new AppError('usage', 'A price needs both --judge-price-in and --judge-price-out.');
  }
  return {
    ...{ model, url },
    budgetTokens: judgeBudget === undefined ? null : tokens(judgeBudget),
    price: priceIn === undefined || priceOut === undefined ? null : { in: priceIn, out: priceOut },
  };
}

/** @throws AppError `usage` where the gate decides by a judge and there is none */
export function requireJudge({ name, primary, guardrails }: EvaluationGate, judge: JudgeChoice | undefined): void {
  const isJudged = [primary, ...guardrails].some(({ measure }) => measure === 'judge-win');
  if (!isJudged || judge !== undefined) return;
  throw new AppError('usage', `The gate ${name} decides by judge-win, and no judge is named.`, {
    hint: '--judge=<model> names one at OPENAI_BASE_URL, or at --judge-url.',
  });
}

function priced(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new AppError('usage', `${name}=${text} is no price in US dollars for a million tokens.`);
}

function tokens(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new AppError('usage', `--judge-budget=${text} is no number of tokens.`);
}
