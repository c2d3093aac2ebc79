import type { HttpProblem } from './http-problem.ts';

/** The body of an error under /api. */
export function apiBody({ code, message, hint, fields }: HttpProblem, requestId: string): object {
  return {
    error: {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(fields.length === 0 ? {} : { fields }),
      requestId,
    },
  };
}

/** The body of an error under /v1, in OpenAI's shape. */
export function openAiBody({ status, code, message, hint, fields }: HttpProblem): object {
  const text = hint === undefined ? message : `${message} ${hint}`;
  return { error: { message: text, type: openAiType(status), param: fields[0]?.field ?? null, code } };
}

const OPENAI_TYPES = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [429, 'rate_limit_error'],
]);

const openAiType = (status: number): string =>
  status >= 500 ? 'server_error' : (OPENAI_TYPES.get(status) ?? 'invalid_request_error');
