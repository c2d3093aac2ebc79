import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '../../data/samples');

interface Turn {
  readonly role: string;
  readonly content: string;
}

interface Conversation {
  readonly id: string;
  readonly language: 'en' | 'ko';
  readonly topic: string;
  readonly messages: readonly Turn[];
  readonly split: string;
  readonly file: string;
}

const conversations: Conversation[] = globSync('{train,val}/*.jsonl', { cwd: root }).flatMap((file) =>
  readFileSync(join(root, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as Conversation), split: file.split('/')[0] ?? '', file: basename(file) })),
);

const said = ({ messages }: Conversation, role: string): string =>
  messages
    .filter((turn) => turn.role === role)
    .map((turn) => turn.content)
    .join('\n');

function shingles(text: string): Set<string> {
  const plain = text.toLowerCase().replace(/\s+/g, ' ');
  return new Set(Array.from({ length: Math.max(1, plain.length - 4) }, (_, at) => plain.slice(at, at + 5)));
}

function jaccard(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared += 1;
  return shared / (a.size + b.size - shared);
}

/** Pairs whose texts are more alike than `limit` (Jaccard index of character 5-grams). */
function nearDuplicates(role: string, limit: number): string[] {
  const sets = conversations.map((row) => ({ id: row.id, set: shingles(said(row, role)) }));
  return sets.flatMap((a, at) =>
    sets.slice(at + 1).flatMap((b) => {
      const [small, large] = a.set.size < b.set.size ? [a.set.size, b.set.size] : [b.set.size, a.set.size];
      return small / large > limit && jaccard(a.set, b.set) > limit ? [`${a.id} ~ ${b.id}`] : [];
    }),
  );
}

describe('the sample conversations', () => {
  it('are at least 400, half of them Korean', () => {
    const korean = conversations.filter((row) => row.language === 'ko').length;

    expect(conversations.length).toBeGreaterThanOrEqual(400);
    expect(korean / conversations.length).toBeCloseTo(0.5, 2);
  });

  it('have ids of their own that name file and language', () => {
    expect(new Set(conversations.map((row) => row.id)).size).toBe(conversations.length);
    for (const row of conversations) expect(`${row.topic}.${row.language}.jsonl`).toBe(row.file);
  });

  it('hold out whole topics', () => {
    const topics = (split: string): Set<string> =>
      new Set(conversations.filter((row) => row.split === split).map((row) => row.topic));

    expect([...topics('val')].filter((topic) => topics('train').has(topic))).toEqual([]);
    expect(topics('val').size).toBeGreaterThanOrEqual(3);
  });

  it('are an optional system turn, then question and answer in turn', () => {
    for (const { id, messages } of conversations) {
      expect({ id, roles: messages.map((turn) => turn.role[0]).join('') }).toEqual({
        id,
        roles: expect.stringMatching(/^s?(ua)+$/) as string,
      });
    }
  });

  it('have several turns and system turns among them, in both languages', () => {
    for (const language of ['en', 'ko']) {
      const rows = conversations.filter((row) => row.language === language);

      expect(rows.filter((row) => row.messages[0]?.role === 'system').length).toBeGreaterThan(rows.length / 10);
      expect(rows.filter((row) => row.messages.length > 3).length).toBeGreaterThan(rows.length / 10);
    }
  });

  it('are in the language they say, composed (NFC), without stray space', () => {
    for (const row of conversations) {
      const text = row.messages.map((turn) => turn.content).join('\n');
      const hangul = /\p{Script=Hangul}/u.test(said(row, 'assistant'));

      expect({ id: row.id, hangul, composed: text === text.normalize('NFC') }).toEqual({
        id: row.id,
        hangul: row.language === 'ko',
        composed: true,
      });
      for (const turn of row.messages) expect(turn.content).toBe(turn.content.trim());
    }
  });

  it('are not near-duplicates of one another', () => {
    expect(nearDuplicates('assistant', 0.3)).toEqual([]);
    expect(nearDuplicates('user', 0.5)).toEqual([]);
  });
});
