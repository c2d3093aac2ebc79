import { diskFault } from './disk-fault.ts';

const failure = (code: string, syscall = 'open'): Error => Object.assign(new Error(code), { code, syscall });

test.each([
  ['ENOSPC', 'disk.full'],
  ['EDQUOT', 'disk.full'],
  ['EROFS', 'disk.read-only'],
  ['EACCES', 'disk.read-only'],
  ['EPERM', 'disk.read-only'],
  ['ENOTDIR', 'disk.read-only'],
  ['EIO', undefined],
  ['ENOENT', undefined],
])('%s is %s', (code, fault) => {
  expect(diskFault(failure(code))).toBe(fault);
});

test('a folder that cannot be made is one that cannot be written', () => {
  expect(diskFault(failure('ENOENT', 'mkdir'))).toBe('disk.read-only');
});

test.each([undefined, null, 'text'])('%p is no fault of the disk', (thrown) => {
  expect(diskFault(thrown)).toBeUndefined();
});
