/**
 * What the model in this file or folder is called, by training and serving alike: an adapter is served by the base model
 * whose id its run has. A repository that was pulled, `models/base/owner--name`, is `owner/name`; anything else has its
 * own name without `.gguf`.
 */
export function modelIdAt(path: string): string {
  const [file = '', folder, models] = path.split(/[/\\]/).filter(Boolean).toReversed();
  const name = file.replace(/\.gguf$/i, '');
  const isPulled = models === 'models' && (folder === 'base' || folder === 'downloaded');
  return isPulled ? name.replace('--', '/') : name;
}
