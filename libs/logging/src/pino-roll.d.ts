declare module 'pino-roll' {
  import type { SonicBoom } from 'sonic-boom';

  export interface RollOptions {
    readonly file: string;
    readonly extension?: string;
    readonly frequency?: 'daily' | 'hourly' | number;
    readonly size?: string | number;
    readonly mkdir?: boolean;
    readonly limit?: { readonly count: number };
  }

  /** A stream into numbered files that starts a new one by time and size. */
  export default function roll(options: RollOptions): Promise<SonicBoom>;
}
