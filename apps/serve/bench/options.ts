import { parseArgs } from 'node:util';

export const PARTS = ['completions', 'conversations', 'first-token', 'many', 'memory'] as const;
export type Part = (typeof PARTS)[number];

export interface ManyStreams {
  readonly streams: number;
  readonly rate: number;
}

export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly streams: number;
  /** Tokens a second, each stream. */
  readonly rate: number;
  /** How long an answer is. */
  readonly seconds: number;
  readonly rounds: number;
  readonly many: readonly ManyStreams[];
  readonly memoryMinutes: number;
  /** How LiteLLM's proxy is started, less its own arguments; undefined: where it is installed beside this bench. */
  readonly litellm: string | undefined;
  /** The same of Portkey's gateway. */
  readonly portkey: string | undefined;
}

export const USAGE = `usage: npx nx run serve:bench [flags]
  --parts=${PARTS.join(',')}
  --streams=60 --rate=50   streams at once, and tokens a second of each
  --seconds=8              length of an answer
  --rounds=3               how often each gateway is measured, in turn
  --many=1000x2,100x50     streams x tokens a second that must arrive whole
  --memory-minutes=0.5     length of the soak
  --litellm=<command>      LiteLLM's proxy; by default .venv-litellm/bin/litellm, where it is
  --portkey=<command>      Portkey's gateway; by default the one in bench/portkey, where it is installed`;

export class UsageError extends Error {}

/** @throws UsageError for a flag that is not known or cannot be */
export function benchOptions(args: readonly string[]): BenchOptions {
  const values = flags(args);
  return {
    parts: listOf(values.parts).map(partOf),
    streams: positive('streams', values.streams),
    rate: positive('rate', values.rate),
    seconds: positive('seconds', values.seconds),
    rounds: positive('rounds', values.rounds),
    many: listOf(values.many).map(manyOf),
    memoryMinutes: positive('memory-minutes', values['memory-minutes']),
    litellm: values.litellm,
    portkey: values.portkey,
  };
}

function flags(args: readonly string[]) {
  const text = (value: string) => ({ type: 'string' as const, default: value });
  try {
    return parseArgs({
      args: [...args],
      options: {
        parts: text(PARTS.join(',')),
        streams: text('60'),
        rate: text('50'),
        seconds: text('8'),
        rounds: text('3'),
        many: text('1000x2,100x50'),
        'memory-minutes': text('0.5'),
        litellm: { type: 'string' },
        portkey: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const listOf = (text: string): string[] => text.split(',').filter((part) => part !== '');

function partOf(name: string): Part {
  const part = PARTS.find((each) => each === name);
  if (part === undefined) throw new UsageError(`There is no part "${name}".`);
  return part;
}

function manyOf(text: string): ManyStreams {
  const [streams = '', rate = ''] = text.split('x');
  return { streams: positive('many', streams), rate: positive('many', rate) };
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (text !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--${flag} must be a number above 0, not "${text}".`);
}
