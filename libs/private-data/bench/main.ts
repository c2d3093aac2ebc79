// The benchmark of private-data: tables on stderr, and one JSON object as the last line of stdout. Recall and precision
// on the half of the labelled set that rules were not made with, Wilson's bounds at 95 %, and Presidio's patterns on the
// same rows; what clean text costs.
import { availableParallelism, loadavg } from 'node:os';

import { findPrivateData, KINDS, type Kind } from '../src/index.ts';
import { labelledRows } from './labelled.ts';
import { PRESIDIO_KINDS, presidioFinds } from './presidio.ts';
import { exact, overlapping, score, total, type Rate, type Score } from './score.ts';

const CLEAN =
  '오늘은 배포 절차를 정리했습니다. 새 노드 3대를 넣고 롤링 업데이트를 했으며, 사용자는 아무것도 느끼지 못했습니다. ' +
  'The deploy took 12 minutes, and the error rate stayed under 0.1 %. 다음 주에는 캐시를 나누고 지표를 더 모을 예정입니다. ';
const CHARACTERS = 600;
const PASSES = 20_000;

process.stdout.write(`${JSON.stringify(bench())}\n`);

function bench(): object {
  const rows = labelledRows('report');
  const ours = score(rows, ({ text }) => findPrivateData(text), exact);
  const oursOverlapping = score(rows, ({ text }) => findPrivateData(text), overlapping);
  say('private-data, the very characters');
  table(ours, KINDS);

  const asked = presidioFinds(rows);
  if (asked === undefined) say('Presidio is not there: npx nx run private-data:bench-presidio');
  const theirs = asked && score(rows, (row) => asked.of.get(row) ?? [], overlapping);
  if (theirs !== undefined) {
    say('\nprivate-data, a find that overlaps counts');
    table(oursOverlapping, PRESIDIO_KINDS);
    say('\nPresidio, a find that overlaps counts');
    table(theirs, PRESIDIO_KINDS);
  }
  return {
    ...(theirs && ratios(oursOverlapping, theirs)),
    rows: rows.length,
    total: figures(total(ours.values())),
    kinds: named(ours, KINDS),
    presidio: theirs ? named(theirs, PRESIDIO_KINDS) : 'not installed',
    microseconds_for_600_clean_characters: {
      mixed: rounded(microseconds(CLEAN), 1),
      nfd: rounded(microseconds(CLEAN.normalize('NFD')), 1),
    },
    machine: { cores: availableParallelism(), load_average: rounded(loadavg()[0] ?? 0, 1), node: process.version },
  };
}

/** Over the kinds that both know. */
function ratios(ours: ReadonlyMap<Kind, Score>, theirs: ReadonlyMap<Kind, Score>): Record<string, number> {
  const shared = (scores: ReadonlyMap<Kind, Score>) =>
    total([...scores].filter(([kind]) => PRESIDIO_KINDS.includes(kind)).map(([, each]) => each));
  const [one, other] = [shared(ours), shared(theirs)];
  return {
    ratio_recall_vs_presidio: rounded(one.recall.rate / other.recall.rate, 3),
    ratio_precision_vs_presidio: rounded(one.precision.rate / other.precision.rate, 3),
  };
}

function named(scores: ReadonlyMap<Kind, Score>, kinds: readonly Kind[]): Record<string, object> {
  return Object.fromEntries(kinds.map((kind) => [kind, figures(scoreOf(scores, kind))]));
}

function figures({ recall, precision }: Score): object {
  return { recall: bounds(recall), precision: bounds(precision) };
}

function bounds({ hits, of, rate, from, to }: Rate): object {
  return {
    hits,
    of,
    rate: rounded(rate, 4),
    wilson: [rounded(from, 4), rounded(to, 4)],
  };
}

function table(scores: ReadonlyMap<Kind, Score>, kinds: readonly Kind[]): void {
  const line = (name: string, { recall, precision }: Score) =>
    say(`${name.padEnd(17)} recall ${percent(recall)}   precision ${percent(precision)}`);
  for (const kind of kinds) line(kind, scoreOf(scores, kind));
  line('all', total(kinds.map((kind) => scoreOf(scores, kind))));
}

function percent({ hits, of, rate, from, to }: Rate): string {
  const share = (value: number) => (value * 100).toFixed(1);
  return `${share(rate).padStart(5)} % (${share(from)}–${share(to)}, ${hits} of ${of})`.padEnd(36);
}

function scoreOf(scores: ReadonlyMap<Kind, Score>, kind: Kind): Score {
  const found = scores.get(kind);
  if (found === undefined) throw new Error(`no score of ${kind}`);
  return found;
}

function microseconds(pattern: string): number {
  const text = pattern.repeat(Math.ceil(CHARACTERS / pattern.length)).slice(0, CHARACTERS);
  for (let pass = 0; pass < PASSES; pass++) findPrivateData(text);
  const begun = performance.now();
  for (let pass = 0; pass < PASSES; pass++) findPrivateData(text);
  return ((performance.now() - begun) / PASSES) * 1000;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
