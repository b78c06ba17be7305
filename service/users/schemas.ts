import type { FromSchema } from '../json_schema'

/** Neither control characters nor lone surrogates, which PostgreSQL cannot hold; not blanks alone. */
const PRINTABLE = '^(?! *$)[^\\p{Cc}\\p{Cs}]+$'

const id = {
  type: 'string',
  pattern: '^[1-9][0-9]{0,18}$',
  description: 'A 64-bit number in decimal.',
} as const
const email = { type: 'string', maxLength: 254 } as const

export const newUserSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'email'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200, pattern: PRINTABLE },
    email: { ...email, format: 'email' },
    is_active: { type: 'boolean', default: true },
  },
} as const

export const newUsersSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['users'],
  properties: { users: { type: 'array', minItems: 1, maxItems: 10_000, items: newUserSchema } },
} as const

export const userSchema = {
  $id: 'User',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'email', 'is_active', 'created_at'],
  properties: {
    id,
    name: { type: 'string' },
    email,
    is_active: { type: 'boolean' },
    created_at: { type: 'string', format: 'date-time' },
  },
} as const

export const locationHeader = {
  location: { type: 'string', pattern: '^/users/[1-9][0-9]{0,18}$', description: 'Where the user is.' },
} as const

export const userPageSchema = {
  description: 'Users in the order of their ids.',
  type: 'object',
  additionalProperties: false,
  required: ['users', 'next'],
  properties: {
    users: { type: 'array', items: { $ref: 'User#' } },
    next: {
      type: ['string', 'null'],
      description: 'Give it as `after` to get the next page; null on the last one.',
    },
  },
} as const

export const importedSchema = {
  description: 'All were imported; ids in the order of the request.',
  type: 'object',
  additionalProperties: false,
  required: ['imported', 'ids'],
  properties: { imported: { type: 'integer' }, ids: { type: 'array', items: id } },
} as const

export const userParamsSchema = { type: 'object', required: ['id'], properties: { id } } as const

/** Query parameters are text. Patterns, rather than coercion, keep `limit=0x10` and the like out. */
export const pageQuerySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: {
      type: 'string',
      pattern: '^([1-9][0-9]{0,2}|1000)$',
      default: '50',
      description: 'From 1 to 1000.',
    },
    after: id,
  },
} as const

export type NewUser = FromSchema<typeof newUserSchema>
export type UserDocument = FromSchema<typeof userSchema>
