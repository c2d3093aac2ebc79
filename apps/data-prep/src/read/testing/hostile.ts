import { readContent, type ReadAll } from './samples.ts';

/** Content that does harm, and what reading it gives. */
export interface HostileCase {
  readonly content: string | Uint8Array;
  readonly name?: string;
  /** `some`: as many as were unpacked before the fault. */
  readonly rows: number | 'some';
  /** What each refusal says, in order: its field, where it has one, and its reason. */
  readonly says: readonly RegExp[];
}

export function readCase({ content, name }: HostileCase): Promise<ReadAll> {
  return readContent(content, {}, name === undefined ? {} : { name });
}

export async function expectOf(hostile: HostileCase): Promise<void> {
  const { rows, refused } = await readCase(hostile);

  const said = refused.map(({ field, reason }) => (field === undefined ? reason : `${field} ${reason}`));
  expect(said).toEqual(hostile.says.map((says): unknown => expect.stringMatching(says)));
  if (hostile.rows === 'some') expect(rows.length).toBeGreaterThan(0);
  else expect(rows).toHaveLength(hostile.rows);
}
