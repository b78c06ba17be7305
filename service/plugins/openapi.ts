import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import fp from 'fastify-plugin'
import { problemResponses } from '../problem'

const requestId = {
  schema: { type: 'string', pattern: '^[\\w.:~-]{1,128}$' },
  description: 'Under which id the request is in the logs; its own, if it came with a sane one.',
} as const

/** Documents the header that every answer has. */
const withRequestIds: NonNullable<FastifyDynamicSwaggerOptions['transformObject']> = (documentObject) => {
  if (!('openapiObject' in documentObject)) throw new TypeError('The document is no OpenAPI document.')
  const { openapiObject } = documentObject
  const operations = Object.values(openapiObject.paths ?? {}).flatMap((path) => Object.values(path ?? {}))
  for (const { responses } of operations as { responses: Record<string, { headers?: object }> }[]) {
    for (const response of Object.values(responses))
      response.headers = { 'x-request-id': requestId, ...response.headers }
  }
  return openapiObject
}

/** Describes every route at /openapi.json, from the schemas that validate requests and describe answers. */
export default fp(
  async function openapi(app) {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Users API',
          version: '1.0.0',
          description:
            'A problem with `applied: false` changed nothing and may be repeated. ' +
            'After `outcome-unknown`, look before repeating.',
        },
      },
      transformObject: withRequestIds,
      refResolver: {
        buildLocalReference: (json, _base, _fragment, index) =>
          typeof json['$id'] === 'string' ? json['$id'] : `def-${index}`,
      },
    })

    const document = { description: 'This document.', type: 'object', additionalProperties: true } as const
    app.get('/openapi.json', { schema: { response: { 200: document, ...problemResponses() } } }, () =>
      app.swagger(),
    )
  },
  { name: 'openapi', dependencies: ['problems'] },
)
