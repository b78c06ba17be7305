import type { FastifyTypeProvider } from 'fastify'
import type { XStatic } from 'typebox/schema'

/** The type of the values that a JSON Schema, written `as const`, lets through. */
export type FromSchema<Schema> = XStatic<Schema>

/** Lets Fastify infer the types of a request from the schemas of its route. Types only: nothing of it runs. */
export interface JsonSchemaTypeProvider extends FastifyTypeProvider {
  validator: FromSchema<this['schema']>
  serializer: FromSchema<this['schema']>
}
