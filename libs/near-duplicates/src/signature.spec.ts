import { duplicateSettings } from './settings.ts';
import { signer } from './signature.ts';

const sign = signer(duplicateSettings());
const KOREAN = '배포가 끝나면 롤백 계획을 먼저 확인하고, 모니터링 지표가 30분 동안 평소와 같은지 본다.';

describe('a signature', () => {
  it('is the same for texts that differ in spaces, case, marks and composition', () => {
    expect(
      sign('배포가끝나면 롤백 계획을 먼저 확인하고 모니터링지표가 30분동안 평소와 같은지 본다'.normalize('NFD')),
    ).toEqual(sign(KOREAN));
  });

  it('of a text with one word changed is another, and agrees in most bands', () => {
    const text = `${KOREAN} 문제가 생기면 담당자에게 알리고, 이전 버전으로 되돌린 다음 원인을 기록으로 남긴다. 그다음 회의에서 다시 본다.`;
    const [a, b] = [sign(text), sign(text.replace('기록', '문서'))];

    expect(a.exact).not.toEqual(b.exact);
    expect(a.bands.filter((key, band) => key === b.bands[band]).length).toBeGreaterThan(4);
  });

  it('of an unrelated text agrees in none', () => {
    const [a, b] = [sign(KOREAN), sign('Roll back first, then look for the cause of the failing health check.')];

    expect(a.bands.filter((key, band) => key === b.bands[band])).toHaveLength(0);
  });

  it('does not depend on what was signed before', () => {
    const before = sign('가나다');
    for (const text of ['x'.repeat(20_000), '', KOREAN, '\ud83d']) sign(text);

    expect(sign('가나다')).toEqual(before);
  });

  it('stays what it is, since files keep it', () => {
    const { exact, bands } = signer(duplicateSettings({ permutations: 16, bands: 2, rows: 8 }))(KOREAN);

    expect({ exact: [...exact], bands: [...bands] }).toEqual({
      exact: [2059748291, 3476253937, 3747236818, 339585785],
      bands: [4094672091, 2618389382],
    });
  });

  it.each(['', ' ', '?!', '\ud83d', '네'])('is there for a text like %j', (text) => {
    expect(sign(text).bands).toHaveLength(16);
  });

  it('may lie in further bands, of the same sketch', () => {
    const settings = duplicateSettings();
    const { bands } = signer(settings, { bands: 28, rows: 4 })(KOREAN);

    expect(bands.slice(0, settings.bands)).toEqual(sign(KOREAN).bands);
    expect(bands.slice(settings.bands)).toEqual(signer({ ...settings, bands: 28, rows: 4 })(KOREAN).bands);
  });
});
