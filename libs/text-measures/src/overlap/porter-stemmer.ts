// The stemmer that rouge_score uses: nltk's PorterStemmer in its default mode, which goes a few steps beyond Porter's
// (Porter, "An algorithm for suffix stripping", 1980). npm's packages follow Porter's own, and disagree on `dies`.

type Holds = (stem: string) => boolean;
type Rule = readonly [suffix: string, replacement: string, holds?: Holds];

const IRREGULAR: ReadonlyMap<string, string> = new Map(
  pairs(
    'sky>sky skies>sky dying>die lying>lie tying>tie news>news innings>inning inning>inning outings>outing ' +
      'outing>outing cannings>canning canning>canning howe>howe proceed>proceed exceed>exceed succeed>succeed',
  ),
);

/** The stem of an English word in lower case. */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  return [plural, participle, ending, step2, step3, step4, silentE, doubleL].reduce((left, step) => step(left), word);
}

/** `c` for a consonant and `v` for a vowel; y is a vowel behind a consonant. */
function shape(word: string): string {
  let flags = '';
  for (const letter of word) {
    const vowel = letter === 'y' ? flags.endsWith('c') : 'aeiou'.includes(letter);
    flags += vowel ? 'v' : 'c';
  }
  return flags;
}

/** How often a consonant follows a vowel: Porter's m. */
const measure = (word: string): number => shape(word).split('vc').length - 1;
const above0: Holds = (word) => measure(word) > 0;
const above1: Holds = (word) => measure(word) > 1;

function endsShort(word: string): boolean {
  const flags = shape(word);
  return (flags.endsWith('cvc') && !/[wxy]$/.test(word)) || flags === 'vc';
}

/** The first rule whose suffix the word has decides, also where its condition does not hold. */
function apply(word: string, rules: readonly Rule[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const [suffix, replacement, holds] = rule;
  const left = word.slice(0, word.length - suffix.length);
  return holds === undefined || holds(left) ? left + replacement : word;
}

const PLURAL: readonly Rule[] = pairs('sses>ss ies>i ss>ss s>');

function plural(word: string): string {
  if (word.length === 4 && word.endsWith('ies')) return word.slice(0, -1);
  return apply(word, PLURAL);
}

function participle(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return above0(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const left = ['ed', 'ing']
    .filter((suffix) => word.endsWith(suffix))
    .map((suffix) => word.slice(0, -suffix.length))
    .find((rest) => shape(rest).includes('v'));
  if (left === undefined) return word;
  if (/(?:at|bl|iz)$/.test(left)) return `${left}e`;
  if (/(.)\1$/.test(left) && shape(left).endsWith('c')) return /[lsz]$/.test(left) ? left : left.slice(0, -1);
  return measure(left) === 1 && endsShort(left) ? `${left}e` : left;
}

const ending = (word: string): string =>
  apply(word, [['y', 'i', (left) => left.length > 1 && shape(left).endsWith('c')]]);

const STEP2: readonly Rule[] = [
  ...rules(
    'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ' +
      'ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble fulli>ful',
    above0,
  ),
  // The l counts to the stem here.
  ['logi', 'log', (left) => above0(`${left}l`)],
];

function step2(word: string): string {
  if (word.endsWith('alli') && above0(word.slice(0, -4))) return step2(word.slice(0, -2));
  return apply(word, STEP2);
}

const STEP3 = rules('icate>ic ative> alize>al iciti>ic ical>ic ful> ness>', above0);

const step3 = (word: string): string => apply(word, STEP3);

const STEP4: readonly Rule[] = [
  ...rules('al> ance> ence> er> ic> able> ible> ant> ement> ment> ent>', above1),
  ['ion', '', (left) => above1(left) && /[st]$/.test(left)],
  ...rules('ou> ism> ate> iti> ous> ive> ize>', above1),
];

const step4 = (word: string): string => apply(word, STEP4);

function silentE(word: string): string {
  if (!word.endsWith('e')) return word;
  const left = word.slice(0, -1);
  return above1(left) || (measure(left) === 1 && !endsShort(left)) ? left : word;
}

const doubleL = (word: string): string => (word.endsWith('ll') && above1(word.slice(0, -1)) ? word.slice(0, -1) : word);

function pairs(list: string): (readonly [string, string])[] {
  return list.split(' ').map((pair) => {
    const [from = '', to = ''] = pair.split('>');
    return [from, to] as const;
  });
}

function rules(list: string, holds: Holds): Rule[] {
  return pairs(list).map(([suffix, replacement]): Rule => [suffix, replacement, holds]);
}
