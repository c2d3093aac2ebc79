declare module 'better-sqlite3' {
  export interface Statement {
    get(...parameters: unknown[]): unknown;
    all(...parameters: unknown[]): unknown[];
    run(...parameters: unknown[]): { readonly changes: number };
  }

  export interface DatabaseOptions {
    readonly readonly?: boolean;
    readonly fileMustExist?: boolean;
    /** Milliseconds that a statement waits for a lock, with the whole process. */
    readonly timeout?: number;
  }

  export default class Sqlite {
    constructor(path: string, options?: DatabaseOptions);
    prepare(sql: string): Statement;
    exec(sql: string): this;
    pragma(text: string, options?: { readonly simple?: boolean }): unknown;
    backup(
      path: string,
      options?: { readonly progress?: (at: { readonly remainingPages: number }) => number },
    ): Promise<{ readonly totalPages: number }>;
    close(): this;
  }
}
