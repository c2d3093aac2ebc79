/**
 * How a Korean sentence speaks to its reader. `hapsyo`: 합니다, formal and polite; `haeyo`: 해요, polite; `haera`: 한다,
 * plain, as written; `hae`: 해, plain, as spoken.
 */
export type SpeechLevel = 'hapsyo' | 'haeyo' | 'haera' | 'hae';

interface Rule {
  readonly ending: RegExp;
  /** Nothing: what ends so is a noun, a particle or half a sentence. */
  readonly level: SpeechLevel | undefined;
  readonly asks?: true;
}

const FINALS = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';

/** Every syllable that ends in one of the consonants; a space stands for none. */
function closed(finals: string): string {
  let syllables = '';
  for (let code = 0xac00; code <= 0xd7a3; code += 1) {
    if (finals.includes(FINALS.charAt((code - 0xac00) % FINALS.length))) syllables += String.fromCharCode(code);
  }
  return `[${syllables}]`;
}

const rule = (level: SpeechLevel | undefined, ending: string): Rule => ({
  level,
  ending: new RegExp(`(?:${ending})$`),
});
const question = (level: SpeechLevel, ending: string): Rule => ({ ...rule(level, ending), asks: true });

// What no noun ends in before 어 and 아, and the verbs among what nouns do end in.
const VERBAL = closed('ㅆㅍㅎㅄㄶㅈㅊㄷㅅㅂㄼㄺㄻㄿㅀㄲㅌㄵ');
const VERBS = '[먹죽적막작녹익들열길물늘안살알놀날걸풀팔돌밀울줄틀달갈빌털신남넘숨참담감심품닮굶골]';

// The first that fits decides.
const RULES: readonly Rule[] = [
  rule('hapsyo', `${closed('ㅂ')}(?:니[다까당]|니다만|시다)|십시[오요]|시오`),
  rule(undefined, '필요|중요|주요|개요|수요|소요|강요|동요|민요|담요|긴요'),
  rule('haeyo', '[요죠]|[세해어아에네나가져려줘돼]용|지여'),
  rule(undefined, '바다|캐나다|람다|소다|우간다|르완다|혼다|베란다|[아어]젠다|판다|수다|마다'),
  rule('haera', '다'),
  rule(undefined, '케냐|그러니|[가-힣]?머니|언니'),
  rule('haera', '냐'),
  question('haera', '니'),
  question('hae', '건가'),
  rule(undefined, '(?:전문|원|단|분)가'),
  question('haera', `${closed('ㄴ')}가`),
  question('hae', '[하되있없았었겠했됐인은는가오보쓰이같왔갔렇르]나'),
  rule('hae', `${closed('ㄹ')}[까래걸껄께]|(?<!길|멀|힘들|둥글|별|가늘)(?:${closed('ㄹ')})게|는걸`),
  rule(undefined, '(?:콜|릴|닐|빌|슬|할)라'),
  rule('hae', `${closed('ㄹ')}라|(?:눌|불|흘|툴|질|둘|굴|걸|찔|들)러`),
  rule('haera', '(?:일어|만|떠|빛)나라'),
  rule('haera', '[어아해여하마거더보가두지우르기리와줘봐둬돼켜쳐져려내시노]라'),
  rule('haera', `(?:${closed('ㅆ')}|[는하로이렇좋크작많있없])구나|려무나|(?<!수|청|폐|후|저)렴`),
  rule(undefined, '(?:참가|평가|인가|허가|투자가|여보|홍보|연주|발주|사업주|배우)자|제품 하자'),
  rule('haera', '[하보가두주먹읽쓰놓말넣찾않있꾸추]자|(?:만들|떠나|만나|기다리|나누|바꾸|끝내|시키|고치|살피)자'),
  rule('hae', '[다라]니까'),
  rule(undefined, '가운데|군데|^근데|그런데|는지|든지|니까'),
  rule('hae', `${closed('ㄴ')}데|[다라냐자]고|거든|잖아`),
  rule('hae', `(?:${closed('ㅆㅄ')}|[하되있겠맞같거싶좋많잖쉽크렇]|(?<![페레에테웨케게베데])이)지`),
  rule('hae', `(?:${closed('ㅆㅄ')}|[하좋이있겠렇쉽많같되리싫크맞르])네`),
  rule('hae', `(?:${closed('ㅆㅄ')}|[는하좋있렇이])군`),
  rule(undefined, '분야|시야|심야|[해어아여져려돼워와봐줘켜써가서나내쳐]야'),
  rule('hae', `${closed(' ')}야`),
  rule(
    undefined,
    '위해|통해|대해|의해|인해|관해|비해|향해|이해|피해|동해|오해|올해|방해|손해|남해|서해|침해|재해|저해|공해',
  ),
  rule('hae', '[해돼줘봐놔둬춰꿔켜쳐져펴]'),
  rule(undefined, '(?:샤|파|타|로|라|아)워|(?:고|배|격|염|우|장|독|하|으|되)려'),
  rule('hae', '[워려]|[보쓰놓먹줄높붙직모들숙늘설속]여'),
  rule(undefined, '동남아'),
  rule('hae', `(?:${VERBAL}|${VERBS})[어아]`),
  rule('hae', '^그래|나아|아파|고파|바빠|나빠|예뻐|기뻐|슬퍼|^커|^써|^꺼|떠|[가나들내올]와|[져아어려녀]와|도와|^와'),
  rule('hae', '(?:^|들어|올라|내려|다녀|돌아|걸어|뛰어|지나|넘어|찾아|나)가|^자|^마|지마|[보꺼끝찾아해지]내'),
  rule('hae', `(?:${closed('ㅆㅄ')}|[는한된간온준])대`),
];

const POLITE_WORDS = /^(?:네|예|넵|넹|아뇨|아니오)$/;
const PLAIN_WORDS = /^(?:응|어|그래|아니|안녕|미안|왜 그래)$/;
const BEHIND = /[\s\p{P}\p{S}\p{M}\p{Cf}\p{Cs}\p{Extended_Pictographic}\u3131-\u318e]/u;

/** By its ending; nothing where it ends in a noun, as notes and titles do, or is not Korean. The sentence is in NFC. */
export function speechLevelOf(sentence: string): SpeechLevel | undefined {
  const said = sentence.slice(0, endOfWords(sentence));
  if (POLITE_WORDS.test(said)) return 'haeyo';
  if (PLAIN_WORDS.test(said)) return 'hae';
  const asks = /[?？]/.test(sentence.slice(said.length));
  // What a sentence names behind a colon is no part of its ending: 설명 부탁드립니다: connection refused
  return levelOf(said, asks) ?? levelOf(said.split(/:\s/, 1)[0] ?? '', false);
}

function levelOf(said: string, asks: boolean): SpeechLevel | undefined {
  const word = said.split(/\s+/).at(-1) ?? '';
  if (!/[가-힣]$/.test(word)) return undefined;
  return RULES.find((one) => (one.asks === undefined || asks) && one.ending.test(word))?.level;
}

/** Where signs, emoji and ㅋㅋ begin that close the sentence. A pattern for all of them takes quadratic time. */
function endOfWords(sentence: string): number {
  let end = sentence.length;
  while (end > 0) {
    const pair = end > 1 && /[\udc00-\udfff]/.test(sentence.charAt(end - 1)) ? 2 : 1;
    if (!BEHIND.test(sentence.slice(end - pair, end))) break;
    end -= pair;
  }
  return end;
}
