import type { Source } from '../data/api/types.ts';

export function aSource(fields: Partial<Source> = {}): Source {
  return {
    id: 's1',
    name: 'support-chats',
    kind: 'upload',
    fileName: 'support-chats.jsonl',
    hub: null,
    bytes: 48_200_000,
    sha256: 'a'.repeat(64),
    licence: null,
    createdAt: '2026-11-20T09:00:00.000Z',
    ownerName: null,
    ...fields,
  };
}
