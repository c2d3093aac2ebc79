import type { Reason } from '../parameters.ts';

const LONG_KO =
  '쿠버네티스에서 파드가 계속 재시작되는 이유는 여러 가지가 있습니다. 가장 흔한 원인은 메모리 부족이며, 이 경우 컨테이너가 종료됩니다. ' +
  '먼저 이벤트를 확인하고 이전 로그를 읽어 보세요. 라이브니스 프로브가 너무 짧게 설정된 경우에도 같은 현상이 나타납니다. ' +
  '프로브의 초기 지연을 늘리고 자원 요청량을 다시 계산하는 것이 좋습니다.';
const LONG_EN =
  'A pod that keeps restarting has usually run out of memory or fails its liveness probe. Look at the events first, then ' +
  'at the logs of the previous container. When the probe is at fault, give it a longer initial delay. When memory is at ' +
  'fault, raise the limit or find the leak. Both show up in the description of the pod, with a reason and an exit code.';

/** Rows that must go: the reason, the question, the answer. */
export const BAD_ROWS: readonly (readonly [Reason, string, string])[] = [
  ['placeholder', '블루그린 배포를 설명해 주세요.', '...'],
  ['placeholder', '블루그린 배포를 설명해 주세요.', '없음'],
  ['placeholder', '이 오류는 무슨 뜻인가요?', '해당 없음.'],
  ['placeholder', '이 오류는 무슨 뜻인가요?', '(여기에 답변을 입력하세요)'],
  ['placeholder', '요약해 주세요.', 'ㅁㄴㅇㄹ'],
  ['placeholder', '이거 어떻게 해요?', 'ㅋㅋㅋㅋㅋ'],
  ['placeholder', '이거 어떻게 해요?', '…'],
  ['placeholder', 'What is a canary release?', 'TODO'],
  ['placeholder', 'What is a canary release?', 'N/A'],
  ['placeholder', 'What is a canary release?', '-'],
  ['placeholder', 'What is a canary release?', '{{answer}}'],
  ['placeholder', 'What is a canary release?', '[Answer here]'],
  ['placeholder', 'Summarize this.', 'asdfasdf'],
  ['placeholder', 'ㅁㄴㅇㄹ', '무엇을 도와드릴까요? 궁금한 점을 적어 주세요.'],
  ['placeholder', 'asdf', 'That does not look like a question. What would you like to know?'],
  ['placeholder', '???', '무엇이 궁금한지 적어 주시면 답해 드리겠습니다.'],

  ['too-short', '쿠버네티스의 서비스와 인그레스의 차이를 자세히 설명해 주세요.', '네'],
  ['too-short', '왜 학습률을 줄여야 하나요?', '그래요.'],
  ['too-short', '단계별로 배포 과정을 알려 주세요.', '배포.'],
  ['too-short', 'Explain the difference between TCP and UDP in detail.', 'Yes.'],
  ['too-short', 'How does gradient checkpointing save memory?', 'It does.'],
  [
    'too-long',
    '짧게 요약해 주세요.',
    Array.from({ length: 2600 }, (_, at) => `${at}번째 문장은 이렇게 ${at * 7}을 말합니다.`).join(' '),
  ],

  ['refusal', '리눅스에서 포트를 확인하는 방법을 알려 주세요.', '죄송하지만 해당 질문에는 답변할 수 없습니다.'],
  ['refusal', '리눅스에서 포트를 확인하는 방법을 알려 주세요.', '죄송합니다. 도와드릴 수 없습니다.'],
  ['refusal', '이 로그를 요약해 주세요.', '죄송하지만 그 작업은 할 수 없습니다.'],
  ['refusal', '이 로그를 요약해 주세요.', '미안하지만 그런 요청은 들어줄 수 없어요.'],
  ['refusal', '서울의 역사를 알려 주세요.', 'AI 언어 모델로서 저는 그 정보를 제공할 수 없습니다.'],
  ['refusal', '도커가 뭔가요?', '잘 모르겠습니다.'],
  ['refusal', 'How do I list open ports?', "I'm sorry, but I can't assist with that."],
  ['refusal', 'How do I list open ports?', 'I cannot help with this request.'],
  ['refusal', 'Write a haiku about autumn.', 'As an AI language model, I cannot write poems.'],
  ['refusal', 'Write a haiku about autumn.', "Sorry, but I'm not able to do this for you."],
  ['refusal', 'Summarize the log.', 'I must decline, because this is against my guidelines.'],
  ['refusal', 'What is Docker?', "I don't know."],

  [
    'boilerplate',
    '좋아하는 음식이 뭐예요?',
    '저는 인공지능 모델이라 음식을 먹지 않지만, 많은 사람이 김치찌개를 좋아합니다.',
  ],
  ['boilerplate', '최신 파이썬 버전은 뭔가요?', '제 지식은 2021년 9월까지이며, 그때는 파이썬 3.9가 최신이었습니다.'],
  ['boilerplate', '너는 누구야?', '저는 ChatGPT입니다. 무엇이든 물어보세요.'],
  [
    'boilerplate',
    '오늘 환율 뉴스 요약해 줘',
    '원화가 올랐다. 저작권자 ⓒ 한국신문, 무단 전재 및 재배포 금지. 댓글 3 공감 5',
  ],
  [
    'boilerplate',
    '파이썬 설치 방법',
    '다운로드해서 설치하세요. 도움이 되셨다면 구독과 좋아요 부탁드립니다! 이웃 추가도 해 주세요.',
  ],
  ['boilerplate', 'What is your favourite food?', 'As an AI language model, I do have no taste, but pizza is popular.'],
  ['boilerplate', 'Who are you?', "I'm ChatGPT, a large language model trained by OpenAI."],
  [
    'boilerplate',
    'What is new in Python?',
    'My knowledge cutoff is September 2021, so 3.10 is the newest that I have seen.',
  ],
  [
    'boilerplate',
    'What is a monad?',
    'A monad wraps values. Subscribe to our newsletter! © 2023 Blog. All rights reserved. Privacy policy.',
  ],

  [
    'echo',
    '쿠버네티스에서 파드가 재시작되는 이유가 무엇인가요?',
    '쿠버네티스에서 파드가 재시작되는 이유가 무엇인가요?',
  ],
  ['echo', '도커 이미지를 작게 만드는 방법은?', '도커 이미지를 작게 만드는 방법은? 네'],
  ['echo', 'Why does my pod keep restarting?', 'Why does my pod keep restarting?'],
  ['echo', 'why does my pod keep restarting', 'Why does my pod keep restarting?!'],

  [
    'wrong-language',
    '쿠버네티스의 파드가 무엇인지 알려 주세요.',
    'A pod is the smallest unit that Kubernetes schedules.',
  ],
  [
    'wrong-language',
    '쿠버네티스의 파드가 무엇인지 알려 주세요.',
    'Pod 是 Kubernetes 中最小的可部署单元，包含一个或多个容器，共享网络和存储资源。',
  ],
  ['wrong-language', '파드가 뭔가요?', '파드는 最小的部署单元으로 容器를 담습니다. 网络를 공유합니다.'],
  [
    'wrong-language',
    'What is a pod in Kubernetes?',
    '파드는 쿠버네티스가 배치하는 가장 작은 단위이며 컨테이너를 담습니다.',
  ],
  ['wrong-language', 'What is a pod in Kubernetes?', 'ポッドはクバネティスで最小の単位であり、コンテナを含みます。'],
  ['wrong-language', 'How do I restart it?', 'Перезапустите его командой в терминале, затем проверьте журнал.'],

  ['truncated', '파드가 왜 재시작되나요?', `${LONG_KO} 또한 노드의 상태를 확인하고 필요한 경우 파드를`],
  ['truncated', '파드가 왜 재시작되나요?', `${LONG_KO} 마지막으로 배포 설정의`],
  ['truncated', '파드가 왜 재시작되나요?', `${LONG_KO} 이렇게 하면 문제가 해결됩니ㄷ`],
  ['truncated', '파드가 왜 재시작되나요?', '원인은 다음과 같습니다:'],
  ['truncated', '장점을 알려 주세요.', '장점은 다음과 같습니다.\n\n1. 비용이 적게 듭니다.\n2. 빠릅니다.\n3.'],
  ['truncated', '어떻게 고치나요?', '설정 파일을 열고 메모리 한도를 늘린 다음 (예를 들어 2기가바이트'],
  ['truncated', '어떻게 고치나요?', '먼저 설정 파일을 열고, 메모리 한도를 늘린 뒤,'],
  ['truncated', 'Why does my pod restart?', `${LONG_EN} Finally, check whether the node is under`],
  ['truncated', 'Why does my pod restart?', `${LONG_EN} You should also look at the`],
  ['truncated', 'Why does my pod restart?', 'It can be memory, the probe, or'],
  ['truncated', 'What are the benefits?', 'The main benefits are the following:'],
  ['truncated', 'How do I fix it?', 'Open the settings, raise the limit (for example to'],
  ['truncated', 'How do I fix it?', 'First raise the limit, then **restart the pod and watch'],

  ['open-fence', '정렬하는 코드를 보여 주세요.', '이렇게 씁니다.\n\n```python\nitems = [3, 1, 2]\nitems.so'],
  ['open-fence', 'Show me how to sort a list.', 'Like this:\n\n```python\nitems = [3, 1, 2]\nprint(sorted(it'],

  ['repeated-lines', '장점을 알려 주세요.', '- 빠르고 안정적입니다.\n'.repeat(9).trim()],
  ['repeated-lines', 'List the benefits.', 'It is fast and reliable.\nIt costs less.\n'.repeat(6).trim()],
  ['repeated-text', '파드가 왜 죽나요?', '메모리가 부족해서 죽습니다. '.repeat(14).trim()],
  ['repeated-text', '소감을 알려 주세요.', '좋아요 좋아요 좋아요 좋아요 좋아요 좋아요 좋아요 좋아요.'],
  [
    'repeated-text',
    '파드가 왜 죽나요?',
    `${LONG_KO} ${'따라서 메모리를 늘려야 합니다. 그리고 로그를 봐야 합니다. '.repeat(20)}`,
  ],
  ['repeated-text', 'Why does the pod die?', 'It runs out of memory and then it is killed. '.repeat(10).trim()],
  ['repeated-text', 'Any thoughts?', 'very very very very very very very very very very very good.'],
  [
    'repeated-text',
    'Why does the pod die?',
    `${LONG_EN} ${'Check the logs again to see what happened there. '.repeat(25)}`,
  ],
  ['character-run', '기분이 어때요?', '너무 좋아요오오오오오오오오오오오오오오오오오오오!'],
  ['character-run', 'How are you?', 'Greaaaaaaaaaaaaaaaaaaaaaaaaaat!!!!!!!!!!!!!!!!!!!!!!!!'],

  ['symbols', '이 문자가 뭔가요?', '□■◇◆○●◎★☆▲△▼▽ 가 나 다 ▣◈▤▥▨▧▦▩'],
  ['symbols', 'What does it say?', '@!@!?@%@!@@?!?@!@ ab @!@?!@ c @?@!'],
  [
    'links',
    '참고 자료를 정리해 주세요.',
    '링크: https://example.com/a/very/long/path https://example.org/another/long/path https://example.net/third/path/here',
  ],
  [
    'links',
    'Sum this up.',
    'See https://example.com/a/very/long/path https://example.org/another/long/path https://example.net/third/path/here',
  ],
  [
    'digits',
    '결과를 설명해 주세요.',
    `결과 ${'48213 99120 55102 '.repeat(2)}${Array.from({ length: 40 }, (_, at) => 7919 * (at + 3)).join(' ')}`,
  ],
  ['digits', 'Explain the output.', `Out ${Array.from({ length: 40 }, (_, at) => 104729 * (at + 3)).join(' ')}`],
  ['broken-text', '안녕하세요', '안\ufffd하세요. 무\ufffd\ufffd을 도와\ufffd릴까요? 궁금한 점\ufffd 말씀해 주세요.'],
  ['broken-text', 'What does it cost?', 'Itâ€™s â‚¬5, donâ€™t worry, thatâ€™s all youâ€™ll pay.'],
];
