import type { RepositoryKind } from '../repository.ts';
import type { RemoteFile } from './remote-file.ts';

// What training and inference read beside the weights.
const BESIDE = [
  /^config\.json$/,
  /^generation_config\.json$/,
  /^tokenizer[^/]*$/,
  /^(special_tokens_map|added_tokens|vocab)\.json$/,
  /^(vocab|merges)\.txt$/,
  /^chat_template[^/]*$/,
  /^additional_chat_templates\/[^/]+\.jinja$/,
  /^adapter_config\.json$/,
  /^(LICEN[CS]E|NOTICE|USE_POLICY)[^/]*$/i,
  /^README\.md$/i,
];

// A consolidated file holds the same weights once more, in the form of Meta's or Mistral's own loaders.
const SAFETENSORS = /^(?!consolidated)[^/]+\.safetensors(\.index\.json)?$/;
const PICKLED = /^(pytorch_model[^/]*|adapter_model)\.bin(\.index\.json)?$/;
const GGUF = /^[^/]+\.gguf$/i;

export interface Choice {
  readonly kind: RepositoryKind;
  readonly files: readonly RemoteFile[];
}

/** The files that training needs of what a repository lists. One form of the weights is enough: safetensors first. */
export function chooseFiles(listed: readonly RemoteFile[]): Choice {
  const has = (pattern: RegExp): boolean => listed.some(({ path }) => pattern.test(path));
  const torch = [SAFETENSORS, PICKLED].find(has);
  const adapter = has(/^adapter_config\.json$/);
  const weights = adapter ? [torch, GGUF] : [torch ?? GGUF];
  const wanted = [...BESIDE, ...weights.filter((pattern) => pattern !== undefined)];
  const files = listed.filter(({ path }) => wanted.some((pattern) => pattern.test(path)));
  const kind = adapter ? 'adapter' : torch !== undefined && has(/^config\.json$/) ? 'base' : 'other';
  return { kind, files: files.toSorted(smallFirstConfigurationLast) };
}

// A folder without config.json is taken for no model, so it comes when all else is there. Small files show early what is wrong.
function smallFirstConfigurationLast(one: RemoteFile, other: RemoteFile): number {
  const last = ({ path }: RemoteFile): number => (/^(adapter_)?config\.json$/.test(path) ? 1 : 0);
  return last(one) - last(other) || one.bytes - other.bytes || (one.path < other.path ? -1 : 1);
}
