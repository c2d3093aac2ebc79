import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const text = { type: 'string' } as const;

/** Bodies of errors: see errors/bodies.ts. */
const SCHEMAS = {
  Problem: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'requestId'],
        properties: {
          code: text,
          message: text,
          hint: text,
          fields: {
            type: 'array',
            items: {
              type: 'object',
              required: ['field', 'problem'],
              properties: { field: text, problem: text },
            },
          },
          requestId: text,
        },
      },
    },
  },
  OpenAiProblem: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['message', 'type', 'param', 'code'],
        properties: { message: text, type: text, param: { ...text, nullable: true }, code: text },
      },
    },
  },
} as const satisfies NonNullable<OpenAPIObject['components']>['schemas'];

/** Adds to every route the refusals that any route may give, and to every refusal the form of its body. */
export function withRefusals(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    const schema = path.startsWith('/v1/') ? 'OpenAiProblem' : 'Problem';
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined)
        operation.responses = withBodies({ ...shared(operation), ...operation.responses }, schema);
    }
  }
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...SCHEMAS } },
  };
}

/** What a route may answer before, or besides, what it does itself. */
function shared({ parameters = [], requestBody }: Operation): Responses {
  const hasBody = requestBody !== undefined;
  return {
    400: { description: hasBody || parameters.length > 0 ? 'A field does not fit.' : 'The request does not fit.' },
    ...(hasBody && {
      413: { description: 'The body is too large.' },
      415: { description: 'The body is not JSON.' },
    }),
    503: { description: 'It starts or stops, or a part of it cannot be reached.' },
  };
}

function withBodies(responses: Responses, schema: keyof typeof SCHEMAS): Responses {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const isRefusal = Number(status) >= 400 && response !== undefined && !('$ref' in response);
      return [status, isRefusal ? { ...response, content: { ...content, ...response.content } } : response];
    }),
  );
}
