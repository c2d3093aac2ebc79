import { cookie, cookieIn } from './cookies.ts';
import { hasToken, newToken } from './tokens.ts';

describe('a cookie', () => {
  it.each([
    ['a=1; naru_session=x-1', 'x-1'],
    ['naru_session=', undefined],
    ["naru_session=' OR 1=1", undefined],
    ['xnaru_session=y', undefined],
    [undefined, undefined],
  ])('in %j is %j', (header, value) => {
    expect(cookieIn(header, 'naru_session')).toBe(value);
  });

  it('is sent over https only where the page is opened so', () => {
    const options = { path: '/', maxAgeSeconds: 60 };

    expect(cookie('a', 'b', { ...options, secure: true })).toMatch(/; Secure$/);
    expect(cookie('a', 'b', { ...options, secure: false })).not.toMatch(/Secure/);
  });
});

describe('a token', () => {
  it('is another one each time, and none is the beginning of another', () => {
    const token = newToken();

    expect(newToken()).not.toBe(token);
    expect(hasToken(token.slice(0, 20), token)).toBe(false);
    expect(hasToken(token, token)).toBe(true);
  });
});
