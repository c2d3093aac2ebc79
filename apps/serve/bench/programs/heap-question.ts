/** What a process is sent that loaded heap-figures.ts. */
export const ASK_HEAP = 'heap after a full collection';

/** After a full collection. */
export interface HeapFigures {
  readonly heapMib: number;
  /** Buffers, and what libraries in C++ tell of: beside the heap. */
  readonly externalMib: number;
  /** What is resident of the rest: the program itself, and what its libraries allocate without telling V8. */
  readonly otherMib: number;
}
