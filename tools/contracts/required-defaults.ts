/** A property with a default is always there once a document is checked: its type says so. */
export function withRequiredDefaults(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withRequiredDefaults);
  if (typeof node !== 'object' || node === null) return node;
  const source = node as Record<string, unknown>;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) {
    if (key !== 'default') out[key] = withRequiredDefaults(value);
  }
  const filled = Object.entries((source['properties'] ?? {}) as Record<string, unknown>)
    .filter(([, value]) => typeof value === 'object' && value !== null && 'default' in value)
    .map(([key]) => key);
  if (filled.length > 0)
    out['required'] = [...new Set([...((source['required'] as string[] | undefined) ?? []), ...filled])];
  return out;
}
