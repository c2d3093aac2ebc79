import type { Comparison, Dataset, SamplePage, Split, WholeDataset } from '../data/api/types.ts';

export const SAMPLE_TURNS = [
  [
    { role: 'system', content: '당신은 나루 고객센터의 상담원입니다.' },
    { role: 'user', content: '배송이 언제 도착하나요? 주문한 지 사흘이 지났어요.' },
    { role: 'assistant', content: '주문하신 상품은 오늘 [ADDRESS_1](으)로 출발했습니다. 내일 오후에 도착합니다.' },
  ],
  [
    { role: 'user', content: 'How do I roll back a release?' },
    {
      role: 'assistant',
      content: 'Point the alias back:\n\n  npx nx run evaluate:rollback\n\nThe change is audited.',
    },
  ],
  [
    { role: 'user', content: '<img src=x onerror="document.title=\'owned\'"> 이 글은 그대로 보여야 합니다.' },
    { role: 'assistant', content: '<script>document.title = "owned"</script> 네, 글자로만 보입니다.' },
  ],
] as const;

const STEPS = [
  { name: 'normalize', rowsIn: 49_600, rowsOut: 49_588, changed: 8120, dropped: { empty: 12 } },
  { name: 'language', rowsIn: 49_588, rowsOut: 49_588, changed: 0, dropped: {} },
  {
    name: 'quality',
    rowsIn: 49_588,
    rowsOut: 44_210,
    changed: 0,
    dropped: { 'too-short': 3011, refusal: 1204, truncated: 803, 'repeated-text': 360 },
  },
  { name: 'private-data', rowsIn: 44_210, rowsOut: 44_210, changed: 6390, dropped: {} },
  {
    name: 'duplicates',
    rowsIn: 44_210,
    rowsOut: 38_940,
    changed: 0,
    dropped: { 'same-text': 2870, 'near-duplicate': 2400 },
  },
  { name: 'split', rowsIn: 38_940, rowsOut: 38_940, changed: 0, dropped: {} },
] as const;

export function aDataset(fields: Partial<Dataset> = {}): WholeDataset {
  return {
    id: 'support@3f9a1c5e7b2d4f6081a3c5e7f9b1d3f5',
    name: 'support',
    description: 'Answered support chats of 2026.',
    licence: 'proprietary',
    createdAt: '2026-11-23T09:30:00.000Z',
    jobId: 'job1',
    ownerName: null,
    rows: { train: 35_046, validation: 1947, test: 1947 },
    bytes: 41_800_000,
    sources: [
      { name: 'support-chats', rows: 41_200, refused: 17, licence: 'proprietary' },
      { name: 'handbook', rows: 8400, refused: 0, licence: null },
    ],
    ...fields,
    manifest: { steps: STEPS },
  };
}

export function samplesOf(split: Split, after: number): SamplePage {
  const last = split === 'test' ? 0 : 25;
  const numbers = Array.from({ length: Math.min(10, last - after) }, (_, index) => after + index + 1);
  const rows = numbers.map((number) => ({
    number,
    messages: SAMPLE_TURNS[number % 3] ?? SAMPLE_TURNS[0],
    source: 'support-chats',
    language: number % 3 === 1 ? 'en' : 'ko',
  }));
  const end = after + numbers.length;
  return { rows, nextAfter: end < last ? end : null };
}

export function comparisonOf(from: string, to: string): Comparison {
  return {
    from,
    to,
    rows: {
      train: { kept: 33_100, added: 1946, removed: 410 },
      validation: { kept: 1850, added: 97, removed: 21 },
      test: { kept: 1850, added: 97, removed: 21 },
      moved: 12,
    },
    samples: { added: [{ messages: SAMPLE_TURNS[0] }], removed: [{ messages: SAMPLE_TURNS[1] }] },
    steps: STEPS.map(({ name }) => ({ name, change: name === 'quality' ? 'changed' : 'same' })),
    sources: [
      { name: 'support-chats', change: 'changed' },
      { name: 'handbook', change: 'added' },
    ],
  };
}
