import { sendKey, type KeyPress } from './send-key.ts';

const enter: KeyPress = {
  key: 'Enter',
  code: 'Enter',
  keyCode: 13,
  shiftKey: false,
  isComposing: false,
  timeStamp: 1000,
};
const composing = { isComposing: true, keyCode: 229 };

describe('Enter', () => {
  it('sends, with Shift it does not, and no other key does', () => {
    expect(sendKey().pressed(enter)).toBe(true);
    expect(sendKey().pressed({ ...enter, shiftKey: true })).toBe(false);
    expect(sendKey().pressed({ ...enter, key: 'a', code: 'KeyA', keyCode: 65 })).toBe(false);
  });

  it.each([composing, { ...composing, key: 'Process' }, { keyCode: 229 }])(
    'does not send half a syllable (%j)',
    (press) => {
      expect(sendKey().pressed({ ...enter, ...press })).toBe(false);
    },
  );

  it('sends when the Hangul syllable that it ended is whole (Chromium)', () => {
    const key = sendKey();
    key.pressed({ ...enter, ...composing });
    expect(key.compositionEnded('녕', 1002)).toBe(true);
  });

  it('sends with the second press that many systems give after the first', () => {
    const key = sendKey();
    key.pressed({ ...enter, ...composing });
    key.compositionEnded('녕', 1002);
    expect(key.pressed({ ...enter, timeStamp: 1004 })).toBe(true);
  });

  it('sends where the end of the syllable comes before the press (Safari)', () => {
    const key = sendKey();
    expect(key.compositionEnded('녕', 995)).toBe(false);
    expect(key.pressed({ ...enter, keyCode: 229 })).toBe(true);
  });

  it('chooses a word in Japanese and sends only the next time', () => {
    const key = sendKey();
    key.pressed({ ...enter, ...composing });
    expect(key.compositionEnded('渡し場', 1002)).toBe(false);
    expect(key.pressed({ ...enter, timeStamp: 1004 })).toBe(false);
    expect(key.pressed({ ...enter, timeStamp: 2000 })).toBe(true);
  });

  it('does not send when the composition ended without it', () => {
    const key = sendKey();
    expect(key.compositionEnded('녕', 500)).toBe(false);
    expect(key.pressed({ ...enter, shiftKey: true, ...composing })).toBe(false);
    expect(key.compositionEnded('녕', 700)).toBe(false);
  });
});
