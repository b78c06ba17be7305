import type { Defect } from './defect'

const transaction = 'database/transaction.ts'
const users = 'users/users.ts'
const routes = 'users/routes.ts'
const pool = 'database/pool.ts'
const migration = 'migrations/20261122_create_users.ts'

/** Defects that lose, invent or change data. */
export const dataDefects: Defect[] = [
  {
    name: 'commit on error instead of rollback',
    breaks: 'An import that fails keeps the users it had stored until then.',
    edits: [
      {
        file: transaction,
        find: '    await em.rollback()\n    throw error',
        replace: '    await em.commit()\n    throw error',
      },
      {
        file: users,
        find: '    const { rows } = await sql<{ id: string }>`',
        replace:
          '    await sql`savepoint chunk`.execute(em.getKysely())\n    const { rows } = await sql<{ id: string }>`',
      },
      {
        file: users,
        find: '.execute(em.getKysely())\n    ids.push',
        replace:
          '.execute(em.getKysely()).catch(async (error: unknown) => {\n      await sql`rollback to chunk`.execute(em.getKysely())\n      throw error\n    })\n    ids.push',
      },
    ],
    caughtBy: 'The last of 2000 imported users has an email that is taken',
  },
  {
    name: 'every fifth 201 not committed',
    breaks: 'Every fifth registration is acknowledged and rolled back.',
    edits: [
      {
        file: transaction,
        find: 'export async function inTransaction',
        replace: 'let writes = 0\nexport async function inTransaction',
      },
      {
        file: transaction,
        find: '    await em.commit()',
        replace: '    await (++writes % 5 === 0 ? em.rollback() : em.commit())',
      },
    ],
    caughtBy: '30 people register with a taken email',
    fast: true,
  },
  {
    name: 'unique constraint removed',
    breaks: 'Two users can have the same email.',
    edits: [{ file: migration, find: 'create unique index', replace: 'create index' }],
    caughtBy: 'Somebody registers with a stored email',
  },
  {
    name: 'acknowledged first, committed two seconds later',
    breaks:
      'A user who was just registered cannot be read for two seconds, and is lost if the API dies meanwhile.',
    edits: [
      {
        file: transaction,
        find: '    await em.commit()',
        replace: '    setTimeout(() => void em.commit().catch(() => undefined), 2000)',
      },
    ],
    caughtBy: 'The API is killed while people register',
  },
  {
    name: 'list silently capped at 100',
    breaks: 'A list shows the first 100 users as if they were all.',
    edits: [
      { file: users, find: 'found.slice(0, limit)', replace: 'found.slice(0, Math.min(limit, 100))' },
      { file: users, find: 'found.length > limit ?', replace: 'found.length > limit && limit < 100 ?' },
    ],
    caughtBy: '^The database is restarted$',
  },
  {
    name: 'audit entry committed before the user',
    breaks: 'The audit trail tells of users who were refused.',
    edits: [
      {
        file: users,
        find: '  const user = em.create(User, toRow(newUser))\n  await em.flush()',
        replace:
          "  const trail = em.fork()\n  trail.create(AuditEntry, auditRow('user.registered', { id: '0', email: newUser.email }, requestId))\n  await trail.flush()\n  const user = em.create(User, toRow(newUser))\n  await em.flush()",
      },
      {
        file: users,
        find: "  em.create(AuditEntry, auditRow('user.registered', user, requestId))\n",
        replace: '',
      },
    ],
    caughtBy: 'Somebody registers with a stored email',
  },
  {
    name: 'import not atomic',
    breaks: 'An import commits chunk by chunk.',
    edits: [
      {
        file: routes,
        find: 'const ids = await inTransaction(request, (em) => importUsers(em, request.body.users, request.id))',
        replace:
          'const ids: string[] = []\n      for (let start = 0; start < request.body.users.length; start += 500) {\n        const chunk = request.body.users.slice(start, start + 500)\n        ids.push(...(await inTransaction(request, (em) => importUsers(em, chunk, request.id))))\n      }',
      },
    ],
    caughtBy: 'in the middle of an import',
    fast: true,
  },
  {
    name: 'retry inside the service that inserts twice',
    breaks: 'After a lost COMMIT the service tries again, and takes its own first attempt for somebody else.',
    edits: [
      { file: transaction, find: 'export async function inTransaction', replace: 'async function once' },
      {
        file: transaction,
        find: 'async function currentSession',
        replace:
          "export async function inTransaction<Result>(\n  request: FastifyRequest,\n  work: (em: EntityManager) => Promise<Result>,\n): Promise<Result> {\n  for (let attempt = 0; ; attempt++) {\n    try {\n      return await once(request, work)\n    } catch (error) {\n      if (request.session?.outcome !== 'unknown' || attempt === 30) throw error\n      await new Promise((resolve) => setTimeout(resolve, 100))\n    }\n  }\n}\n\nasync function currentSession",
      },
    ],
    caughtBy: 'The database dies after it has stored registrations',
  },
  {
    name: 'a lost COMMIT reported as nothing applied',
    breaks: 'A client is told that nothing was applied although the user is stored.',
    edits: [
      {
        file: 'plugins/problem_mapping.ts',
        find: "outcome === 'not-applied') return problem",
        replace: "outcome !== 'applied') return problem",
      },
    ],
    caughtBy: 'The database dies after it has stored registrations',
  },
  {
    name: 'the registration after a refused import fails',
    breaks: 'Whoever comes next pays for the import of somebody else.',
    edits: [
      {
        file: routes,
        find: '/** Everything under /users. */',
        replace: 'let poisoned = false\n\n/** Everything under /users. */',
      },
      {
        file: routes,
        find: 'importUsers(em, request.body.users, request.id))\n',
        replace:
          'importUsers(em, request.body.users, request.id)).catch((err: unknown) => {\n        poisoned = true\n        throw err\n      })\n',
      },
      {
        file: routes,
        find: '      const created = await',
        replace:
          "      if (poisoned) {\n        poisoned = false\n        throw new Problem('internal-error', 'The import failed.')\n      }\n      const created = await",
      },
    ],
    caughtBy: 'The last of 2000 imported users has an email that is taken',
  },
  {
    name: 'sequence restarts so that ids are reused',
    breaks: 'A new user can get the id of one who was deleted.',
    edits: [
      {
        file: 'database/migrate.ts',
        find: '    await orm.migrator.up(transaction && { transaction })',
        replace:
          "    await orm.migrator.up(transaction && { transaction })\n    await em.execute(\"select setval(pg_get_serial_sequence('users', 'id'), coalesce((select max(id) from users), 0) + 1, false)\")",
      },
    ],
    caughtBy: 'Everything restarts after the newest users were deleted',
  },
  {
    name: 'delete acknowledged but not done',
    breaks: 'A user whose deletion was acknowledged is still there.',
    edits: [{ file: users, find: '  em.remove(user)\n', replace: '' }],
    caughtBy: 'Everything restarts after the newest users were deleted',
  },
  {
    name: "a taken email overwrites the stored user's name",
    breaks: 'Whoever registers with a taken email is refused, and changes the user who has it.',
    edits: [
      {
        file: users,
        find: '  const user = em.create(User, toRow(newUser))',
        replace:
          "  await em.fork().execute('update users set name = ? where lower(email) = lower(?)', [newUser.name, newUser.email])\n  const user = em.create(User, toRow(newUser))",
      },
    ],
    caughtBy: 'Somebody registers with a stored email',
  },
  {
    name: 'deletion leaves no audit entry',
    breaks: 'The audit trail does not tell of deletions.',
    edits: [
      {
        file: users,
        find: "  em.create(AuditEntry, auditRow('user.deleted', user, requestId))\n",
        replace: '',
      },
    ],
    caughtBy: 'Everything restarts after the newest users were deleted',
  },
  {
    name: 'audit entries do not say whom they tell of',
    breaks: 'After a deletion nobody can tell who it was that registered.',
    edits: [{ file: users, find: 'email: user.email, requestId', replace: "email: '', requestId" }],
    caughtBy: '^The API is restarted$',
  },
  {
    name: 'an import leaves one audit entry a statement',
    breaks: 'The audit trail tells of one in 500 imported users.',
    edits: [
      {
        file: users,
        find: '${requestId} from registered order by id',
        replace: '${requestId} from registered order by id limit 1',
      },
    ],
    caughtBy: 'The last of 2000 imported users has no name',
  },
  {
    name: 'audit entry in a transaction of its own after the user',
    breaks: 'A crash between the two, or a full pool, leaves a user without an audit entry.',
    edits: [
      {
        file: users,
        find: "  em.create(AuditEntry, auditRow('user.registered', user, requestId))\n  await em.flush()\n  return user\n",
        replace:
          "  return user\n}\n\nexport async function auditRegistration(em: EntityManager, user: User, requestId: string): Promise<void> {\n  em.create(AuditEntry, auditRow('user.registered', user, requestId))\n  await em.flush()\n",
      },
      {
        file: routes,
        find: "      return reply.code(201).header('location'",
        replace:
          "      await inTransaction(request, (em) => auditRegistration(em, created, request.id)).catch((err: unknown) => {\n        request.log.error({ err }, 'no audit entry')\n      })\n      return reply.code(201).header('location'",
      },
      { file: routes, find: 'import { deleteUser,', replace: 'import { auditRegistration, deleteUser,' },
    ],
    caughtBy: 'wait for their audit entries',
  },
  {
    name: 'synchronous_commit off',
    breaks: 'What was acknowledged in the last moments before a kill of the database is lost.',
    edits: [
      {
        file: pool,
        find: "      timezone: 'UTC',\n",
        replace: "      timezone: 'UTC',\n      synchronous_commit: 'off',\n",
      },
    ],
    caughtBy: 'The database (is killed|crashes) while people',
  },
  {
    name: 'the audit trail is not logged',
    breaks: 'A kill of the database empties the audit trail.',
    edits: [
      { file: migration, find: 'create table audit_entries', replace: 'create unlogged table audit_entries' },
    ],
    caughtBy: '^The database is killed$',
  },
  {
    name: 'capital letters are looked at in registrations only',
    breaks: 'An import, or two who register at once, can take an email in capital letters that is taken.',
    edits: [
      { file: migration, find: 'on users (lower(email))', replace: 'on users (email)' },
      {
        file: users,
        find: '  const user = em.create(User, toRow(newUser))',
        replace:
          "  const taken = await em.execute('select 1 from users where lower(email) = lower(?)', [newUser.email])\n  if (taken.length > 0) throw new Problem('email-taken', 'Another user has this e-mail address.')\n  const user = em.create(User, toRow(newUser))",
      },
      {
        file: users,
        find: "import { User } from './user.entity'",
        replace: "import { Problem } from '../problem'\nimport { User } from './user.entity'",
      },
    ],
    caughtBy: 'has a taken email in another letter case|register twice',
  },
  {
    name: 'emails are stored in small letters',
    breaks: 'The stored email is not what was acknowledged.',
    edits: [
      {
        file: users,
        find: 'return { name, email, isActive }',
        replace: 'return { name, email: email.toLowerCase(), isActive }',
      },
      {
        file: users,
        find: 'chunk.map(({ email }) => email)',
        replace: 'chunk.map(({ email }) => email.toLowerCase())',
      },
    ],
    caughtBy: '^The API is restarted$',
  },
]
