import { combinedSha256 } from './combined-sha256.ts';

it('one hash over several files does not depend on their order or on how a name is composed', () => {
  const [nfc, nfd] = ['한.jsonl'.normalize('NFC'), '한.jsonl'.normalize('NFD')];

  expect(
    combinedSha256([
      [nfc, 'a'],
      ['b', 'b'],
    ]),
  ).toBe(
    combinedSha256([
      ['b', 'b'],
      [nfd, 'a'],
    ]),
  );
});
