import { newId } from './new-id.ts';
import { searchText, storedEmail, storedText } from './text.ts';

describe('an id', () => {
  it('is a UUIDv7 that holds its time', () => {
    const now = Date.UTC(2100, 0, 1);
    const id = newId(now);

    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(now);
  });

  it('sorts in the order made, within a millisecond and when the clock goes back', () => {
    const now = Date.UTC(2101, 0, 1);
    const ids = Array.from({ length: 10_000 }, (_, index) => newId(index < 9000 ? now : now - 5000));

    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('text', () => {
  it('is kept in NFC, and searched without regard to case', () => {
    expect(storedText('나루'.normalize('NFD'))).toBe('나루');
    expect(searchText('나루 École'.normalize('NFD'))).toBe('나루 école');
    expect(storedEmail(' 나루@Example.ORG'.normalize('NFD'))).toBe('나루@example.org');
  });
});
