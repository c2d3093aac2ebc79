import { AppError, exitStatusOf, httpStatusOf, isErrorCode } from './app-error.ts';

describe('an error for people', () => {
  it('carries its code, its hint and its cause', () => {
    const cause = new Error('ENOSPC');
    const error = new AppError('disk.full', 'models/ is full', { hint: 'Free some space.', cause });

    expect(error).toMatchObject({ code: 'disk.full', message: 'models/ is full', hint: 'Free some space.', cause });
    expect(exitStatusOf(error.code)).toBe(1);
  });

  it('has a closed set of codes', () => {
    expect(isErrorCode('cancelled')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });

  it('has an HTTP status: its own, or the one that its exit status means', () => {
    expect(httpStatusOf('engine.timeout')).toBe(504);
    expect(httpStatusOf('data.invalid')).toBe(400);
    expect(httpStatusOf('internal')).toBe(500);
  });
});
