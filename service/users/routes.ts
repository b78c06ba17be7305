import type { FastifyInstance } from 'fastify'
import { inTransaction } from '../database/transaction'
import type { JsonSchemaTypeProvider } from '../json_schema'
import { Problem, problemResponses } from '../problem'
import * as schemas from './schemas'
import { deleteUser, findUser, importUsers, listUsers, registerUser, toDocument } from './users'

const IMPORT_BODY_LIMIT = 8 * 1024 * 1024

/** What any route that may be sent a body can answer. */
const BODY_PROBLEMS = [
  'malformed-json',
  'request-incomplete',
  'payload-too-large',
  'unsupported-media-type',
] as const
const ID_PROBLEMS = ['validation-failed', 'not-found', 'url-too-long'] as const

/** Everything under /users. */
export function usersRoutes(instance: FastifyInstance, _options: object, done: () => void): void {
  const app = instance.withTypeProvider<JsonSchemaTypeProvider>()
  const user = { description: 'The user.', ...userContent() }
  app.addSchema(schemas.userSchema)
  app.addHook('onRequest', (_request, _reply, next) => {
    app.database.assertMigrated()
    next()
  })

  app.post(
    '/',
    {
      schema: {
        body: schemas.newUserSchema,
        response: {
          201: { ...user, headers: schemas.locationHeader },
          ...problemResponses(...BODY_PROBLEMS, 'email-taken'),
        },
      },
    },
    async (request, reply) => {
      const created = await inTransaction(request, (em) => registerUser(em, request.body, request.id))
      return reply.code(201).header('location', `/users/${created.id}`).send(toDocument(created))
    },
  )

  app.post(
    '/import',
    {
      bodyLimit: IMPORT_BODY_LIMIT,
      schema: {
        body: schemas.newUsersSchema,
        response: { 201: schemas.importedSchema, ...problemResponses(...BODY_PROBLEMS, 'email-taken') },
      },
    },
    async (request, reply) => {
      const ids = await inTransaction(request, (em) => importUsers(em, request.body.users, request.id))
      return reply.code(201).send({ imported: ids.length, ids })
    },
  )

  app.get(
    '/',
    {
      schema: {
        querystring: schemas.pageQuerySchema,
        response: { 200: schemas.userPageSchema, ...problemResponses('validation-failed') },
      },
    },
    async ({ query }) => {
      const { users, next } = await listUsers(app.orm.em.fork(), Number(query.limit), query.after)
      return { users: users.map(toDocument), next }
    },
  )

  app.get(
    '/:id',
    {
      schema: {
        params: schemas.userParamsSchema,
        response: { 200: user, ...problemResponses(...ID_PROBLEMS) },
      },
    },
    async ({ params }) => {
      const found = await findUser(app.orm.em.fork(), params.id)
      if (!found) throw noSuchUser(params.id)
      return toDocument(found)
    },
  )

  app.delete(
    '/:id',
    {
      schema: {
        params: schemas.userParamsSchema,
        response: {
          204: { description: 'The user is gone.', type: 'null' },
          ...problemResponses(...ID_PROBLEMS, ...BODY_PROBLEMS),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await inTransaction(request, async (em) => {
        if (!(await deleteUser(em, id, request.id))) throw noSuchUser(id)
      })
      return reply.code(204).send(null)
    },
  )
  done()
}

function noSuchUser(id: string): Problem {
  return new Problem('not-found', `There is no user ${id}.`)
}

function userContent(): object {
  return { content: { 'application/json': { schema: { $ref: 'User#' } } } }
}
