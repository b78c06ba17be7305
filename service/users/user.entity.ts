import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql'

/** The id is an int8, wider than a JavaScript number: it is a decimal string everywhere. */
export const User = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    name: p.text(),
    email: p.text(),
    isActive: p.boolean().default(true),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export type User = InferEntity<typeof User>
