import { byteText } from '../byte-text.ts';
import type { PullProgress } from '../pull/progress-meter.ts';

/** Where lines go. */
export interface Output {
  readonly isTty: boolean;
  readonly columns: number;
  write(text: string): void;
}

const REDRAW_MS = 200;
const PLAIN_LINE_MS = 15_000;
const CLEAR_LINE = '\r\u001b[K';

/** Shows a pull: one line that is redrawn on a terminal, a line now and then elsewhere. */
export class ProgressLines {
  readonly #output: Output;
  readonly #now: () => number;
  #shownAt = -Infinity;
  #shownFile = '';
  #drawn = false;

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  show(progress: PullProgress): void {
    const now = this.#now();
    const another = `${progress.phase} ${progress.path}` !== this.#shownFile;
    if (!another && now - this.#shownAt < (this.#output.isTty ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#shownAt = now;
    this.#shownFile = `${progress.phase} ${progress.path}`;
    const line = progressLine(progress);
    if (this.#output.isTty) this.#output.write(`${CLEAR_LINE}${cut(line, this.#output.columns - 1)}`);
    else this.#output.write(`${line}\n`);
    this.#drawn = this.#output.isTty;
  }

  /** A line that stays. */
  say(text: string): void {
    this.#output.write(`${this.#drawn ? CLEAR_LINE : ''}${text}\n`);
    this.#drawn = false;
  }

  /** Takes the redrawn line away. */
  clear(): void {
    if (this.#drawn) this.#output.write(CLEAR_LINE);
    this.#drawn = false;
  }
}

/** `3/12  4.2 GB of 16.1 GB  26%  38.1 MB/s  5:12 left  model-00001-of-00004.safetensors` */
export function progressLine(progress: PullProgress): string {
  const { phase, path, file, files, bytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const percent = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
  const parts = [
    `${file}/${files}`,
    ...(phase === 'check'
      ? ['checking what is here']
      : [`${byteText(bytes)} of ${byteText(totalBytes)}`, `${percent}%`]),
    ...(phase === 'check' || bytesPerSecond === null ? [] : [`${byteText(bytesPerSecond)}/s`]),
    ...(phase === 'check' || secondsLeft === null ? [] : [`${duration(secondsLeft)} left`]),
    shown(path),
  ];
  return parts.join('  ');
}

// Names come from the hub: nothing in them may steer the terminal.
const shown = (path: string): string => path.replace(/[\p{Cc}\p{Cf}]/gu, '?');

/** As much of a line as fits; beyond Latin and its neighbours a character may take two cells. */
function cut(line: string, columns: number): string {
  let cells = 0;
  let fits = '';
  for (const character of line) {
    cells += character < '\u1100' ? 1 : 2;
    if (cells > columns) return fits;
    fits += character;
  }
  return fits;
}

/** `1:05`, `2:03:04` */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
