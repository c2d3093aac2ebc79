import { duplicateSettings } from './settings.ts';
import { SignatureBlock, wordsOf } from './signature-block.ts';
import { signer } from './signature.ts';

const settings = duplicateSettings();
const sign = signer(settings);
const texts = ['배포 전략', 'rollback plan', '모델 드리프트를 살핀다'];

function filled(): SignatureBlock {
  const block = SignatureBlock.forRows(texts.length, settings.bands);
  for (const [row, text] of texts.entries()) block.set(row, sign(text));
  return block;
}

describe('a block of signatures', () => {
  it('gives every column back from its bytes', () => {
    const block = SignatureBlock.fromBytes(Buffer.from(filled().bytes), settings.bands);

    expect(block.rows).toBe(3);
    expect([...block.column('exact')]).toEqual(texts.flatMap((text) => [...sign(text).exact]));
    for (let band = 0; band < settings.bands; band += 1) {
      expect([...block.column(band)]).toEqual(texts.map((text) => sign(text).bands[band]));
    }
  });

  it('lets one column be read from a file without the others', () => {
    const file = Buffer.from(filled().bytes);
    const { offset, length } = SignatureBlock.placeOf(5, 3);

    expect([...wordsOf(file.subarray(offset, offset + length))]).toEqual(texts.map((text) => sign(text).bands[5]));
    expect(SignatureBlock.placeOf('exact', 3)).toEqual({ offset: 0, length: 48 });
    expect(SignatureBlock.placeOf(15, 3).offset + 12).toBe(file.length);
  });

  it('is read from bytes that begin anywhere', () => {
    const bytes = filled().bytes;
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);

    expect(SignatureBlock.fromBytes(shifted.subarray(1), settings.bands).column(0)).toEqual(filled().column(0));
  });

  it('refuses bytes that were cut short, or are of other settings', () => {
    expect(() => SignatureBlock.fromBytes(filled().bytes.subarray(0, 100), settings.bands)).toThrow('cut short');
  });

  it('refuses a signature of other settings, and a row that it does not have', () => {
    const block = filled();

    expect(() => block.set(0, signer(duplicateSettings({ bands: 14, rows: 8 }))('나루'))).toThrow('14 bands');
    expect(() => block.set(3, sign('나루'))).toThrow('row 3');
  });

  it('of no rows is empty', () => {
    expect(SignatureBlock.fromBytes(new Uint8Array(), settings.bands).rows).toBe(0);
  });
});
