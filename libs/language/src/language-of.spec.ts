import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hangulShare, languageOf } from './language-of.ts';

const language = (text: string): string => languageOf(text).language;

const KOREAN = [
  '안녕하세요.',
  '네',
  'ㅋㅋㅋㅋ 진짜?',
  'Kubernetes Deployment에서 rollout을 되돌리려면 어떻게 하나요?',
  'CI에서 Docker build가 OOM으로 죽어요',
  'PyTorch DDP와 FSDP의 차이를 알려 주세요',
  'GPU 2대로 LoRA fine-tuning 가능?',
  '大韓民國의 수도는 서울이다. 漢字도 조금 쓴다.',
  '한글 텍스트'.normalize('NFD'),
];

const ENGLISH = [
  'Hello!',
  'How do I roll back a deployment?',
  'Connection refused',
  'The café serves a naïve crêpe, and it is good.',
  'Restart the pod, then check the logs.',
  'kubectl rollout restart',
  'NVIDIA A100',
  'What is the capital of France? It is Paris, of course.',
];

const OTHERS = [
  'Wie kann ich meinen Server neu starten, wenn er nicht antwortet?',
  'Ich habe heute keine Zeit.',
  'Guten Morgen, wie geht es Ihnen?',
  "Comment puis-je redémarrer le serveur s'il ne répond pas ?",
  'Je ne sais pas pourquoi les tests sont si lents.',
  'Bonjour, merci pour votre aide.',
  '¿Cómo puedo reiniciar el servidor si no responde?',
  'El gato duerme en la casa de mi abuela.',
  'Hola, gracias por su ayuda con los datos.',
  'Làm thế nào để khởi động lại máy chủ khi nó không phản hồi?',
  'Tôi muốn học tiếng Việt.',
  'Xin chào các bạn, cảm ơn rất nhiều.',
  'Bagaimana cara memulai ulang server jika tidak merespons?',
  'Saya ingin belajar bahasa Indonesia dengan teman saya.',
  'Terima kasih atas bantuan anda hari ini.',
  'Como posso reiniciar o servidor se ele não responde?',
  'Come posso riavviare il server se non risponde?',
  '今天天气很好。',
  '日本語の文章です。',
  'Как перезапустить сервер?',
  'كيف أعيد تشغيل الخادم؟',
  '',
  '12 + 30 = 42',
  '😀😀',
];

const MIXED = [
  '이 문장을 번역해 줘: The quick brown fox jumps over the lazy dog and runs into the woods.',
  'How would you say "안녕하세요, 반갑습니다" in Korean to a friend?',
  '오늘 회의는 3시입니다. Please let me know if you can not make it to the meeting.',
  '东京에 갔다. 今天天气很好，我们去公园吧。 날씨가 좋았다.',
];

describe('the language of a text', () => {
  it.each(KOREAN)('is Korean: %s', (text) => expect(language(text)).toBe('ko'));
  it.each(ENGLISH)('is English: %s', (text) => expect(language(text)).toBe('en'));
  it.each(OTHERS)('is neither: %s', (text) => expect(language(text)).toBe('other'));
  it.each(MIXED)('is mixed: %s', (text) => expect(language(text)).toBe('mixed'));

  it('is told right for the turns of the sample rows', () => {
    const wrong: string[] = [];
    let turns = 0;
    for (const file of globSync(join(import.meta.dirname, '../../../data/samples/*/*.jsonl'))) {
      for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
        const row = JSON.parse(line) as { language: string; messages: { content: string }[] };
        for (const { content } of row.messages) {
          const found = languageOf(content);
          if (found.letters === 0) continue;
          turns++;
          if (found.language !== row.language) wrong.push(`${row.language}, seen ${found.language}: ${content}`);
        }
      }
    }
    expect(turns).toBeGreaterThan(800);
    // Korean questions that are mostly an error message without quotation marks.
    expect(wrong.every((line) => line.startsWith('ko, seen mixed'))).toBe(true);
    expect(wrong.length).toBeLessThanOrEqual(turns / 100);
  });

  it('is not told by code, addresses, digits or punctuation', () => {
    expect(language('이렇게 하세요.\n```python\nwhile the_end is not None and it is here: print("the")\n```')).toBe(
      'ko',
    );
    expect(language('`kubectl get the pods of this`를 쓰세요')).toBe('ko');
    expect(languageOf('여기: https://example.com/how/to/do/this?and=that 를 보세요').shares.latin).toBe(0);
    expect(languageOf('```\ncode only\n```').letters).toBe(0);
  });

  it('comes with the shares that it was told by, the same for NFD as for NFC', () => {
    expect(languageOf('한글 ab 漢か').shares).toEqual({
      hangul: 2 / 6,
      latin: 2 / 6,
      han: 1 / 6,
      kana: 1 / 6,
      other: 0,
    });
    expect(languageOf('한글과 값'.normalize('NFD'))).toEqual(languageOf('한글과 값'));
    expect(hangulShare('값 x')).toBe(0.5);
    expect(hangulShare('1.')).toBe(0);
  });

  it('is told of broken surrogates and of Han beyond the basic plane', () => {
    expect(languageOf('\ud83d 한글 \ude00').shares.hangul).toBe(1);
    expect(languageOf('𠮷').shares.han).toBe(1);
    expect(languageOf('\ud842').letters).toBe(0);
  });
});
