import { Ajv, type AnySchema } from 'ajv'
import type { FastifyServerOptions } from 'fastify'

/** One @, no blanks or control characters, a dot in the domain. The mail server has the last word anyway. */
const EMAIL = /^[^\s@\p{Cc}\p{Cs}]+@[^\s@.\p{Cc}\p{Cs}]+(\.[^\s@.\p{Cc}\p{Cs}]+)+$/u

/**
 * How schemas become code, with what start-up costs in mind: compiling AJV's meta-schema, to check schemas that are
 * part of this program, and a serializer for every status of every route would take longer than all the rest.
 *
 * What a client sends is taken as it is or refused: never converted, never cut down. Answers are not filtered by
 * their schemas; that they match is for the tests to prove.
 */
export const schemaCompilers: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: {
    buildValidator: () => {
      const ajv = new Ajv({
        useDefaults: true,
        meta: false,
        validateSchema: false,
        formats: { email: EMAIL },
      })
      return (route: unknown) => ajv.compile((route as { schema: AnySchema }).schema)
    },
    buildSerializer: () => () => (value) => JSON.stringify(value),
  },
}
