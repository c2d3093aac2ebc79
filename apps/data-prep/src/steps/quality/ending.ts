import type { Part } from '@naru/language';

/** `cut`: the text surely stops in the middle; `unsure`: a sentence without an end, as people in a hurry write too. */
export type Ending = 'whole' | 'unsure' | 'cut';

// Marks and closers that may stand behind the last sentence.
const BEHIND = /[\s*_~"'”’」』》)\]}>|`]+$/;
const TERMINAL = /[.!?。！？…~^;ㅋㅎㅠㅜ%°️]$|\p{Extended_Pictographic}$/u;
const SHORTCODE = /(?:^|\s):[a-z0-9_+-]+:$/;
const SMILEY = /[:;=]['-]?[)D(P]$/;
const LIST_LINE = /^(?:[-*+•▪◦]|\d{1,3}[.)]|#{1,6}|[|>]|[①-⑳])\s?/;
const LIST_MARK = /^(?:[-*+•]|\d{1,3}[.)])$/;

// The end of a line is enough to judge it by, and patterns anchored at the end take their time on a long one.
const LINE = 400;

export function endingOf(text: string, parts: readonly Part[]): Ending {
  const last = parts.at(-1);
  if (last === undefined || last.kind !== 'prose') return 'whole';
  const end = text.trimEnd();
  const from = end.lastIndexOf('\n') + 1;
  const start = end.slice(from, from + 8).trimStart();
  const line = end.slice(Math.max(from, end.length - LINE)).trim();
  // A list that ends with the mark of an item that did not come.
  if (from > 0 && LIST_MARK.test(line)) return 'cut';
  if (line.endsWith('.')) return 'whole';
  const bare = line.replace(BEHIND, '');
  if (bare === '' || TERMINAL.test(bare.slice(-4)) || SMILEY.test(line) || SHORTCODE.test(line)) return 'whole';
  if (/[,、([{“‘–—]$/.test(bare)) return 'cut';
  if (/[:：]$/.test(bare)) return /[가-힣a-z]/i.test(bare) ? 'cut' : 'whole';
  const word = bare.slice(bare.lastIndexOf(' ') + 1);
  if (isCut(line)) return 'cut';
  // Addresses, paths, figures and versions end sentences that have no full stop.
  if (/[\d/@=+]$|[./@_][\w-]+$|:\/\/|:[a-z_]+$/.test(word)) return 'whole';
  return byLastWord(bare, word, LIST_LINE.test(start));
}

/** Something opened in the line and did not close. */
function isCut(line: string): boolean {
  const opened = (line.match(/\(/g)?.length ?? 0) > (line.match(/\)/g)?.length ?? 0);
  // Of a longer line only the end is here, and what opened before it is not.
  const odd = (mark: RegExp): boolean => line.length < LINE && (line.match(mark)?.length ?? 0) % 2 === 1;
  return (opened && !/[:;]-?\(/.test(line)) || odd(/\*\*/g) || odd(/`/g);
}

// A title or a translated phrase is shorter; letters, a syllable counts as two.
const MUCH = 40;

function byLastWord(line: string, word: string, inList: boolean): Ending {
  const hangul = /[가-힣]$/.test(word);
  const sentences = /[.!?。] /.test(line);
  // Who ended two sentences with a full stop would have ended the third; minutes (변경됨.) end with a noun at will.
  const ended = line.match(hangul ? /[다요죠까네][.!?] /g : /[.!?。] /g)?.length ?? 0;
  const unsure = ended > 1 ? 'cut' : 'unsure';
  const letters = weight(line);
  if (hangul) {
    const running = sentences || letters >= MUCH;
    if (running && word.length > 1 && KOREAN_OPEN.test(word) && !NOT_OPEN.test(word)) return 'cut';
    if (running && KOREAN_CASUAL.test(word)) return unsure;
    if (inList || KOREAN_END.test(word)) return 'whole';
    if ((sentences || letters >= 60) && KOREAN_PARTICLE.test(word) && !NOT_PARTICLE.test(word)) return 'cut';
    return sentences || letters >= 60 ? unsure : 'whole';
  }
  // Half a syllable: 합니ㄷ, and NFD's first letter alone.
  if (/[가-힣][ㄱ-ㅎㅏ-ㅣ\u1100-\u115f]$/.test(word)) return letters >= 12 ? 'cut' : 'whole';
  if (/[a-z]-?$/i.test(word)) {
    const words = line.split(/\s+/).length;
    if ((sentences || words >= 7) && ENGLISH_OPEN.test(word)) return 'cut';
    if (inList) return 'whole';
    if (/-$/.test(word) || (sentences && ENGLISH_OFTEN_OPEN.test(word))) return 'cut';
    return (sentences && words >= 5) || words >= 15 ? unsure : 'whole';
  }
  return 'whole';
}

function weight(line: string): number {
  return (line.match(/[a-z]/gi)?.length ?? 0) + 2 * (line.match(/[가-힣]/g)?.length ?? 0);
}

// Particles and connectives that no sentence ends with.
const KOREAN_OPEN =
  /(?:을|를|에서|에게|에게서|으로써|으로서|하며|하여|되며|되어|위해|위한|위해서|통해|통한|대한|대해|따라|따른|때문에|그리고|또한|하지만|그러나|따라서|또는|혹은|및|등의|에는|에도|에서는|에서도|까지의|이라는|라는|하는|되는|있는|없는|같은|위하여|이므로|므로|관한|의한|의해|있으며|합니|습니|입니)$/;
// Connectives that people also end with when they talk.
const KOREAN_CASUAL = /(?:하고|되고|있고|없고|이고|하면|되면)$/;
const NOT_OPEN = /(?:가을|마을|노을|고을|개울|서울|오늘을)$/;
const KOREAN_END =
  /(?:다|요|죠|까|네|음|함|됨|임|것|오|자|라|지|군|걸|니|래|게|나|세|줘|해|돼|야|아|어|거|데|만|뿐|듯|봐|께|냐|렴|세요|십시오|중|등|완료|가능|필요|불가|없음|있음|감사|안녕)$/;
const KOREAN_PARTICLE = /(?:는|은|의|와|과|에|로|이|가|도|고|며|면|서|한|할|될|던)$/;
const NOT_PARTICLE =
  /^(?:회의|정의|주의|논의|강의|합의|동의|의의|사과|역할|분할|권한|제한|기한|무한)$|(?:결과|효과|성과|초과|통과|경과|차이|사이|높이|길이|아이|깊이|평가|국가|추가|증가|휴가|허가|속도|온도|정도|제도|지도|용도|밀도|빈도|강도|난이도|창고|광고|보고|사고|최고|경고|재고|경로|도로|서로|별로|문서|순서|부서|도서|화면|방면|장면|측면)$/;

const ENGLISH_OPEN =
  /^(?:the|a|an|of|and|or|with|for|from|by|as|which|because|whose|than|into|onto|their|its|your|our|my|between|whether|although|such|every|each|if|while|until|unless|including|through|via|per|would|should|could|will|can|may|might|must|have|has|were|was|are|be|been|being)$/i;
const ENGLISH_OFTEN_OPEN =
  /^(?:to|in|on|at|is|that|this|these|those|it|when|where|how|what|who|so|but|not|also|only|more|most|very|about|over|under|after|before|some|any|both|all|we|you|they|i|he|she)$/i;
