import type { ServerResponse } from 'node:http';

/** What goes wrong with an answer. */
export type Misbehaviour =
  /** The connection breaks after so many bytes of the body, and not before `taken` says that they were taken. */
  | { readonly kind: 'drop'; readonly afterBytes: number; readonly taken?: () => boolean }
  /** The connection stays, and nothing more comes. */
  | { readonly kind: 'silence'; readonly afterBytes: number }
  /** One byte differs. */
  | { readonly kind: 'wrong-byte' }
  /** More comes than the file has. */
  | { readonly kind: 'surplus' }
  /** All of it is sent, whatever range was asked for. */
  | { readonly kind: 'ignore-range' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfter?: number;
    };

export interface MisbehaviourRule {
  /** Matched against method and address, as in `GET /owner/name/resolve/…`. */
  readonly on: RegExp;
  readonly as: Misbehaviour;
  /** How often; always where it is not given. */
  readonly times?: number;
}

/** The rules in force; each use counts. */
export class Misbehaviours {
  #rules: { readonly rule: MisbehaviourRule; left: number }[] = [];

  add(rule: MisbehaviourRule): void {
    this.#rules.push({ rule, left: rule.times ?? Infinity });
  }

  clear(): void {
    this.#rules = [];
  }

  for(request: string): Misbehaviour | undefined {
    const found = this.#rules.find(({ rule, left }) => left > 0 && rule.on.test(request));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule.as;
  }
}

/** Sends a body, or what a misbehaviour makes of it. The headers must be set, save the length. */
export function sendBody(response: ServerResponse, body: Buffer, wrong: Misbehaviour | undefined): void {
  const length = body.length + (wrong?.kind === 'surplus' ? 1 : 0);
  response.setHeader('content-length', length);
  switch (wrong?.kind) {
    case 'drop':
    case 'silence':
      response.write(body.subarray(0, wrong.afterBytes), () => {
        if (wrong.kind === 'drop') cut(response, wrong.taken);
      });
      return;
    case 'wrong-byte': {
      const copy = Buffer.from(body);
      copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
      response.end(copy);
      return;
    }
    case 'surplus':
      response.end(Buffer.concat([body, Buffer.from('!')]));
      return;
    default:
      response.end(body);
  }
}

/** A moment later, for the bytes to leave before the connection is cut. */
function cut(response: ServerResponse, taken: () => boolean = () => true): void {
  setTimeout(() => (taken() ? response.destroy() : cut(response, taken)), 20);
}
