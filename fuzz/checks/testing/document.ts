const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const user = { content: { 'application/json': { schema: { $ref: '#/components/schemas/User' } } } }
const location = { schema: { type: 'string', pattern: '^/users/' } }

/** A small OpenAPI document of the form in which the service publishes its own. */
export const document = {
  components: {
    schemas: {
      Problem: {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
        properties: Object.fromEntries(
          ['type', 'title', 'status', 'detail', 'code', 'request_id'].map((name) => [name, {}]),
        ),
      },
      User: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'at'],
        properties: { id: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
      },
    },
  },
  paths: {
    '/users': { post: { responses: { 201: { ...user, headers: { location } }, 503: problem } } },
    '/users/import': { post: { responses: { 201: user } } },
    '/users/{id}': {
      get: { responses: { 200: user, 400: problem, 404: problem, 500: problem, 503: problem } },
      delete: { responses: { 204: {}, 404: problem } },
    },
    '/users/me': { get: { responses: { 200: user } } },
  },
}
