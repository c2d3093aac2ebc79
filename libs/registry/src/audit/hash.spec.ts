import { AuditRow } from '@naru/db';

import { auditHash, brokenLink, NO_HASH } from './hash.ts';

function chain(...whys: string[]): AuditRow[] {
  return whys.reduce<AuditRow[]>((rows, why, at) => {
    const row = Object.assign(new AuditRow(), {
      ...{ seq: at + 1, id: `row-${at}`, at: 5e12, model: 'base', action: 'promote', alias: 'production', by: '나루' },
      ...{ from: null, to: { name: 'a@b', version: '1', adapterSha256: null }, why, forced: false },
      ...{ evalId: null, reportSha256: null, previousHash: rows.at(-1)?.hash ?? NO_HASH, hash: '' },
    });
    row.hash = auditHash(row);
    return [...rows, row];
  }, []);
}

describe('the hashes of an audit log', () => {
  it('hold for what was written', () => {
    expect(brokenLink([])).toBeNull();
    expect(brokenLink(chain('하나', '둘', '셋'))).toBeNull();
  });

  it('tell where a row was changed, left out or put in another place', () => {
    const [first, second, third] = chain('하나', '둘', '셋');
    if (first === undefined || second === undefined || third === undefined) throw new Error('no chain');

    expect(brokenLink([first, Object.assign(new AuditRow(), second, { why: '다섯' }), third])).toBe(2);
    expect(brokenLink([first, Object.assign(new AuditRow(), second, { to: null }), third])).toBe(2);
    expect(brokenLink([first, third])).toBe(3);
    expect(brokenLink([second, third])).toBe(2);
    expect(brokenLink(chain('하나', '둘').toReversed())).toBe(2);
  });
});
