import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { AppError } from '@naru/contracts';

/**
 * SHA-256 of what an adapter holds: its GGUF file, or the weights of its PEFT folder.
 *
 * @throws AppError `model.not-found`
 */
export async function contentSha256(name: string, path: string): Promise<string> {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'adapter_model.safetensors') : path;
  if (!existsSync(file)) throw new AppError('model.not-found', `The adapter ${name} is not there: ${file}.`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
