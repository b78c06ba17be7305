import swagger from '@fastify/swagger'
import fp from 'fastify-plugin'
import { problemResponses } from '../problem'

/** Describes every route at /openapi.json, from the schemas that validate and serialize. */
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
