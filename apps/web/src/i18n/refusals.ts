// What serve refuses or fails at, by its code. serve says it in English, so English needs only what it would say less well.
type Words = Readonly<Record<string, string>>;

export const enRefusals: Words = {
  'engine.unreachable': 'The model cannot be reached. Try again in a moment.',
  'engine.overloaded': 'The model has too much to do. Try again in a moment.',
  'engine.failed': 'The model did not bring its answer to an end.',
  'engine.timeout': 'The model took too long.',
  internal: 'Something went wrong.',
};

export const koRefusals: Words = {
  'engine.unreachable': '모델에 연결할 수 없습니다. 잠시 뒤에 다시 시도하세요.',
  'engine.overloaded': '모델이 처리할 요청이 너무 많습니다. 잠시 뒤에 다시 시도하세요.',
  'engine.failed': '모델이 답변을 끝까지 만들지 못했습니다.',
  'engine.timeout': '모델이 제한 시간 안에 답하지 않았습니다.',
  'engine.bad-request': '모델이 이 요청을 처리할 수 없습니다.',
  'engine.context-full': '질문과 시스템 프롬프트가 모델이 읽을 수 있는 길이를 넘었습니다. 줄여서 다시 보내세요.',
  'engine.model-unknown': '그 모델은 여기에 없습니다. 다른 모델을 고르세요.',
  'database.busy': '데이터베이스가 바쁩니다. 잠시 뒤에 다시 시도하세요.',
  'database.unreachable': '데이터베이스에 연결할 수 없습니다. 관리자에게 문의하세요.',
  'disk.full': '서버의 디스크가 가득 찼습니다. 관리자에게 문의하세요.',
  'request.invalid': '입력한 값을 확인하세요.',
  'request.not-found': '없는 주소입니다.',
  'request.too-large': '보내려는 내용이 너무 큽니다.',
  'request.timeout': '요청이 제때 다 도착하지 않았습니다. 다시 시도하세요.',
  'request.refused': '이 요청은 처리할 수 없습니다.',
  'service.unready': '서버가 시작하거나 멈추는 중입니다. 잠시 뒤에 다시 시도하세요.',
  'auth.required': '먼저 로그인하세요.',
  'auth.failed': '이메일이나 비밀번호가 맞지 않습니다.',
  'auth.forbidden': '이 작업을 할 권한이 없습니다.',
  'auth.provider': '로그인 제공자에 연결할 수 없습니다. 나중에 다시 시도하세요.',
  'account.exists': '이 이메일 주소의 계정이 이미 있습니다.',
  'account.not-found': '계정을 찾을 수 없습니다.',
  'link.invalid': '이미 사용했거나, 너무 오래되었거나, 일부가 빠진 링크입니다. 관리자에게 새 링크를 부탁하세요.',
  'limit.reached': '지금 쓸 수 있는 양을 다 썼습니다.',
  'conversation.not-found': '대화를 찾을 수 없습니다.',
  'message.not-found': '메시지를 찾을 수 없습니다.',
  'message.conflict': '이 메시지에는 지금 그렇게 할 수 없습니다.',
  'stream.not-found': '답변을 찾을 수 없습니다.',
  'preset.not-found': '프리셋을 찾을 수 없습니다.',
  'key.not-found': '키를 찾을 수 없습니다.',
  internal: '서버에서 문제가 생겼습니다.',
};
