import { duration, whole } from './figures.ts';
import { LiveBlock } from './live-block.ts';
import type { Terminal } from './terminal.ts';

/** Tells how far long work is. */
export interface Progress {
  begin(what: string, options: { readonly total: number; readonly unit: string }): Meter;
  say(line: string): void;
}

export interface Meter {
  add(amount: number): void;
  /** `note`: what else there is to say of it, in a few words. */
  at(amount: number, note?: string): void;
  end(): void;
}

interface Clock {
  /** Milliseconds. */
  now(): number;
}

const DRAW_EVERY_MS = 200;
const LINE_EVERY_MS = 10_000;

/** Draws one line over and over on a terminal; elsewhere writes a plain line now and then. */
export function terminalProgress(terminal: Terminal, clock: Clock = performance): Progress {
  const block = new LiveBlock(terminal);
  const say = (line: string): void => (terminal.isTty ? block.print(`${line}\n`) : terminal.write(`${line}\n`));
  return {
    say,
    begin(what, { total, unit }): Meter {
      const began = clock.now();
      let [amount, told, noted] = [0, began, ''];
      const show = (): void => {
        const every = terminal.isTty ? DRAW_EVERY_MS : LINE_EVERY_MS;
        if (clock.now() - told < every) return;
        told = clock.now();
        const line = progressLine(what, { amount, total, unit, noted, seconds: (told - began) / 1000 });
        if (terminal.isTty) block.draw([line]);
        else terminal.write(`${line}\n`);
      };
      return {
        add: (more) => {
          amount += more;
          show();
        },
        at: (now, note = '') => {
          [amount, noted] = [now, note];
          show();
        },
        end: () => {
          if (terminal.isTty) block.draw([]);
          if (total > 0) say(doneLine(what, { amount, unit, seconds: (clock.now() - began) / 1000 }));
        },
      };
    },
  };
}

interface Figures {
  readonly amount: number;
  readonly unit: string;
  readonly seconds: number;
}

interface Going extends Figures {
  readonly total: number;
  readonly noted: string;
}

function progressLine(what: string, { amount, total, unit, noted, seconds }: Going): string {
  const share = total === 0 ? 1 : amount / total;
  const rate = seconds > 0 ? amount / seconds : 0;
  const parts = [`${what}  ${Math.floor(share * 100)} %`];
  if (unit !== 'percent') parts.push(`${whole(amount)} of ${whole(total)} ${unit}`, perTime(rate, unit));
  if (noted !== '') parts.push(noted);
  if (rate > 0) parts.push(`${duration((total - amount) / rate)} left`);
  return parts.join(' · ');
}

function doneLine(what: string, { amount, unit, seconds }: Figures): string {
  const rate = unit === 'percent' || seconds === 0 ? [] : [`${whole(amount)} ${unit}`, perTime(amount / seconds, unit)];
  return [`${what}  done`, ...rate, duration(seconds)].join(' · ');
}

/** By the second, by the minute where that is less than one. */
const perTime = (rate: number, unit: string): string =>
  rate >= 1 || rate === 0 ? `${whole(rate)} ${unit}/s` : `${whole(rate * 60)} ${unit}/min`;
