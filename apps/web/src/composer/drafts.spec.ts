import { fullStorage, memoryStorage } from '../testing/memory-storage.ts';
import { draftsIn } from './drafts.ts';

describe('a draft', () => {
  it('is there again after a reload, each conversation its own', () => {
    const storage = memoryStorage();
    draftsIn(storage).write('c1', { text: '보내지 않은 글', key: null });
    draftsIn(storage).write(null, { text: '새 대화', key: 'k1' });
    expect(draftsIn(storage).read('c1')).toEqual({ text: '보내지 않은 글', key: null });
    expect(draftsIn(storage).read(null)).toEqual({ text: '새 대화', key: 'k1' });
    expect(draftsIn(storage).read('c2').text).toBe('');
  });

  it('leaves nothing behind once it is sent', () => {
    const storage = memoryStorage();
    const drafts = draftsIn(storage);
    drafts.write('c1', { text: '글', key: null });
    drafts.write('c1', { text: '', key: null });
    expect(storage.length).toBe(0);
  });

  it('is empty when something else stands in its place', () => {
    const storage = memoryStorage();
    storage.setItem('naru.draft.c1', '{"text": 3}');
    storage.setItem('naru.draft.c2', 'not json');
    expect(draftsIn(storage).read('c1').text).toBe('');
    expect(draftsIn(storage).read('c2').text).toBe('');
  });

  it('does not stop the typing when the store is full', () => {
    expect(() => draftsIn(fullStorage()).write('c1', { text: '글', key: null })).not.toThrow();
  });
});
