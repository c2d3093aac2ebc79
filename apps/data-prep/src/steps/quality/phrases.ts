import type { Phrases } from '@naru/text-measures';

// The lists of what answers say when they do not answer, beside refusals. Judged on what the normalize
// step leaves: NFC, plain spaces. Each is looked for in the first characters only, or at the end, as its user says.

/** A turn that is nothing else, without signs and spaces, in lower case. */
export const PLACEHOLDERS: ReadonlySet<string> = new Set(
  (
    'todo tbd fixme na null nan undefined none empty blank placeholder answer youranswer youranswerhere insertanswerhere ' +
    'writeyouranswerhere answerhere noanswer noresponse nocontent nooutput notavailable notapplicable noinput error ' +
    'asdf asdfasdf asdfghjkl qwerty qwer blah blahblah foobar lorem loremipsum 없음 해당없음 내용없음 답변없음 응답없음 ' +
    '정보없음 결과없음 무응답 미정 미입력 추후작성 추후입력 작성중 준비중 작성예정 입력예정 답변 정답 내용 답변내용 ' +
    '여기에답변을입력하세요 답변을입력하세요 내용을입력하세요 여기에답변 ㅁㄴㅇㄹ ㅇㅇ ㄴㄴ ㅇㅋ ㄱㄱ 몰라 모름 삭제됨 삭제된메시지입니다'
  ).split(' '),
);

/** One letter over and over, or keys beside each other. */
export const KEYBOARD = /^(?:([ㅋㅎㅠㅜㅡㅇㄴㄷ])\1{2,}|(?:ㅁㄴㅇㄹ)+|(?:asdf)+(?:gh?j?k?l?)?|(?:qwer)+(?:ty)?)$/;

/** Speaks as another model, or of its training. */
export const OTHER_MODELS: Phrases = {
  korean: [
    /(?:^|[.!?,] )(?:(?:죄송|미안)[^.!?\n]{0,12} )?(?:저는 )?(?:ai|인공지능|언어)(?: ?언어)?(?: ?모델)?(?:로서|으로서|이라서?|이기 때문)/,
    /(?:저는|제가|나는|전) [^.!?\n]{0,20}(?:ai|인공지능|언어) ?모델/,
    /(?:저는|제가|나는) (?:chatgpt|챗 ?gpt|클로드|제미나이|하이퍼클로바|(?:openai|오픈ai|구글)(?:에서|이|가) (?:만든|개발|훈련|학습))/,
    /제 (?:지식|학습 데이터|학습데이터)(?:은|는|이|가)?[^.!?\n]{0,20}(?:까지|기준)/,
  ],
  english: [
    /\bas an? (?:ai|artificial intelligence|(?:large )?language model)(?: (?:language )?model| assistant| chatbot)?,? (?:(?:developed|trained|created) by \w+,? )?(?:i|my)\b/,
    /\bi(?:['’]m| am) (?:chatgpt|gpt-?[345]|bard|gemini|claude|an? (?:ai )?(?:large )?language model)\b/,
    /\bi(?:['’]m| am| was)\b[^.!?\n]{0,60}\b(?:trained|developed|created|made) by (?:openai|anthropic|google|meta|naver)\b/,
    /\bmy (?:knowledge|training)(?: data)? (?:cut-?off|was last updated|only goes|is limited to)/,
  ],
};

/** What a page leaves around its text. */
export const PAGE_LEFTOVERS: Phrases = {
  korean: [
    /무단 ?(?:전재|복제|배포)|재배포 ?(?:를 )?금지|저작권자 ?(?:\(|ⓒ|©)/,
    /구독(?:과|,|하고)? ?(?:좋아요|알림)|좋아요(?:와|,|랑)? ?구독|알림 ?설정/,
    /이웃 ?추가|공감과 댓글|공감 \d|댓글 \d/,
    /이 ?(?:게시물|글)(?:은|을) ?(?:공유|신고|스크랩)|파트너스 활동|소정의 수수료|원고료를/,
    /쿠키를 사용(?:합|하)|로그인이 필요|본문 바로가기|메뉴 ?바로가기|이전 ?글 ?다음 ?글|목록으로/,
  ],
  english: [
    /\blorem ipsum dolor\b/,
    /\bregenerate response\b|\bcopy code\b|\bshare this (?:post|article)\b|\bread more\b|\bskip to (?:main )?content\b/,
    /\bsubscribe to (?:our|my|the) (?:newsletter|channel)\b|\bsign up for our\b|\blike and subscribe\b/,
    /\ball rights reserved\b|\bterms of (?:use|service) \| |\bprivacy policy\b/,
    /\b(?:accept|we use) (?:all )?cookies\b|\benable javascript\b|\blog ?in to (?:view|continue|reply)\b/,
  ],
};

/** Closes politely and says nothing. */
export const CLOSINGS =
  /\b(?:i )?hope (?:this|that) helps\b|\blet me know if\b|\bfeel free to\b|\bis there anything else\b|도움이 되(?:었|셨|길|시길|면)|(?:추가|더) ?(?:로|적인)? ?(?:궁금|질문)[^.!?\n]{0,20}(?:말씀|물어|질문|문의)|언제든지? (?:말씀|물어|질문|문의)/;

/** Asks for more than a word. */
export const ASKS_TO_EXPLAIN =
  /설명해|설명하|자세히|단계별|비교해|작성해|요약해|써 ?(?:줘|주세요)|서술|논하|이유(?:가|를|는)|왜 |어떻게(?! ?(?:되|돼|불|부르|읽|발음))|방법(?:을|이|은)|\bexplain\b|\bdescribe\b|\bin detail\b|\bstep[- ]by[- ]step\b|\bcompare\b|\bwrite (?:an?|me|the)\b|\bsummari[sz]e\b|\bwhy (?:is|are|do|does|did|would|should)\b|\bhow (?:do|does|can|could|should|would|to)\b(?! you (?:say|spell|pronounce|call|feel))/;

/** Asks for, or about, another language than its own. */
export const ASKS_FOR_LANGUAGE =
  /영어|영문|한국어|한글|국문|우리말|번역|통역|일본어|일어|중국어|한자|독일어|프랑스어|불어|스페인어|베트남어|러시아어|외국어|영작|원문|\btranslat|\b(?:in|into|to|from) (?:english|korean|japanese|chinese|german|french|spanish|vietnamese|russian|italian|portuguese|hangul)\b|\b(?:korean|english|japanese|chinese|hangul|hanja) (?:version|word|phrase|sentence|text|for|grammar|letters?|writing)\b/;
