// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

export type Name = string;
export type Sha256 = string;
export type RowsFiles = RowsFile[];

/**
 * manifest.json of data/datasets/<name>@<sha>/: what is in the dataset, and everything that it was made of. The same input gives the same bytes: nothing here tells when or where it was built.
 */
export interface DatasetManifest {
  v: 1;
  name: Name;
  /**
   * Of this document without this field, as canonical JSON (keys sorted, no spaces); its first 32 digits name the folder.
   */
  sha256: string;
  description: string;
  licence: string | null;
  sources: {
    name: Name;
    licence: string | null;
    /**
     * That could be read.
     */
    rows: number;
    refused: number;
    /**
     * Paths relative to the source's place.
     */
    files: File[];
    /**
     * Files of it that were left out because data/forgotten.jsonl lists them.
     */
    forgotten?: number;
    /**
     * The export of feedback that it is.
     */
    feedback?: {
      id: string;
      /**
       * Answers of it that were left out because they were taken back since.
       */
      withdrawn: number;
      /**
       * Answers of it that a later export of the same recipe holds.
       */
      superseded: number;
    };
  }[];
  steps: {
    name: string;
    version: number;
    parameters: {};
    rowsIn: number;
    rowsOut: number;
    changed: number;
    /**
     * Rows by reason.
     */
    dropped: {
      [k: string]: number | undefined;
    };
    /**
     * What a step counted over all rows that it saw, as tokens.
     */
    totals?: {
      [k: string]: number | undefined;
    };
  }[];
  splits: {
    train: RowsFiles;
    validation: RowsFiles;
    test: RowsFiles;
  };
  /**
   * Pairs of a chosen and a rejected answer to one prompt, where feedback gives any; each on the side of its row. messages lists which rows and pairs came of which message of the chat.
   */
  preferences?: {
    train: RowsFiles;
    validation: RowsFiles;
    test: RowsFiles;
  };
  messages?: RowsFile;
}
export interface File {
  path: string;
  sha256: Sha256;
  bytes: number;
}
export interface RowsFile {
  path: string;
  rows: number;
  bytes: number;
  sha256: Sha256;
}
