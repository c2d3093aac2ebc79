/** Words between the serve processes of one Naru. A word may be lost: what must not be is in the database too. */
export interface Bus {
  publish(topic: string, message: object): void;
  /** @returns what ends it */
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
}

/** The bus of a process that has no others beside it. */
export const ALONE: Bus = {
  publish: () => undefined,
  subscribe: () => () => undefined,
};
