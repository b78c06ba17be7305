import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql'

export const AUDITED_ACTIONS = ['user.registered', 'user.deleted'] as const

/** One line of the audit trail. It has no foreign key: it outlives the user it tells about. */
export const AuditEntry = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    action: p.enum(AUDITED_ACTIONS),
    userId: p.bigint('string'),
    email: p.text(),
    requestId: p.text(),
    at: p.datetime().defaultRaw('now()'),
  },
})

export type AuditEntry = InferEntity<typeof AuditEntry>
