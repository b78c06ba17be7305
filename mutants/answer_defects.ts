import type { Defect } from './defect'

const users = 'users/users.ts'
const routes = 'users/routes.ts'

/** Defects that tell people what is not so. */
export const answerDefects: Defect[] = [
  {
    name: 'users are not found for 5 s after a start',
    breaks: 'Who was acknowledged is there, and yet unknown to those who ask until the service is warm.',
    edits: [
      {
        file: routes,
        find: 'if (!found) throw noSuchUser(params.id)',
        replace: 'if (!found || process.uptime() < 5) throw noSuchUser(params.id)',
      },
    ],
    caughtBy: 'The API is restarted while people use the service',
  },
  {
    name: 'a read that fails is answered with 404',
    breaks: 'While the database is away, people are told that they do not exist.',
    edits: [
      {
        file: routes,
        find: 'await findUser(app.orm.em.fork(), params.id)',
        replace: 'await findUser(app.orm.em.fork(), params.id).catch(() => null)',
      },
    ],
    caughtBy: 'The database is killed while people',
  },
  {
    name: 'a read that fails is an internal error',
    breaks: 'While the database is away, whoever reads is not told to try again.',
    edits: [
      {
        file: routes,
        find: 'await findUser(app.orm.em.fork(), params.id)',
        replace:
          "await findUser(app.orm.em.fork(), params.id).catch((err: unknown) => {\n        throw new Problem('internal-error', 'The user could not be read.', { cause: err })\n      })",
      },
    ],
    caughtBy: 'The database is away for some',
  },
  {
    name: 'a deletion that fails is answered with 404',
    breaks: 'While the database is away, whoever deletes is told that there is nobody to delete.',
    edits: [
      {
        file: routes,
        find: 'throw noSuchUser(id)\n      })\n',
        replace:
          "throw noSuchUser(id)\n      }).catch((err: unknown) => {\n        request.log.error({ err }, 'not deleted')\n        throw noSuchUser(id)\n      })\n",
      },
    ],
    caughtBy: 'The database is away for some',
  },
  {
    name: 'a list that fails is empty',
    breaks: 'While the database is away, the list says that there is nobody.',
    edits: [
      {
        file: routes,
        find: 'await listUsers(app.orm.em.fork(), Number(query.limit), query.after)',
        replace:
          'await listUsers(app.orm.em.fork(), Number(query.limit), query.after).catch(() => ({ users: [], next: null }))',
      },
    ],
    caughtBy: 'The database is away for some',
  },
  {
    name: 'a deletion that fails is acknowledged',
    breaks: 'While the database is away, deletions are acknowledged that never happen.',
    edits: [
      {
        file: routes,
        find: 'throw noSuchUser(id)\n      })\n',
        replace:
          "throw noSuchUser(id)\n      }).catch((err: unknown) => {\n        if (err instanceof Problem) throw err\n        request.log.error({ err }, 'not deleted')\n      })\n",
      },
    ],
    caughtBy: 'The database is away for some',
  },
  {
    name: 'users are cached, and served after their deletion',
    breaks: 'A deleted user can be read until the API restarts.',
    edits: [
      {
        file: routes,
        find: '/** Everything under /users. */',
        replace:
          'const cache = new Map<string, NonNullable<Awaited<ReturnType<typeof findUser>>>>()\n\n/** Everything under /users. */',
      },
      {
        file: routes,
        find: 'const found = await findUser(app.orm.em.fork(), params.id)\n      if (!found) throw noSuchUser(params.id)\n',
        replace:
          'const found = cache.get(params.id) ?? (await findUser(app.orm.em.fork(), params.id))\n      if (!found) throw noSuchUser(params.id)\n      cache.set(params.id, found)\n',
      },
    ],
    caughtBy: 'Nothing is broken',
  },
  {
    name: 'the cursor of a page skips a user',
    breaks: 'The first user of every page but the first is never shown.',
    edits: [
      {
        file: users,
        find: '(users.at(-1)?.id ?? null) : null',
        replace: '(found.at(-1)?.id ?? null) : null',
      },
    ],
    caughtBy: '^The API is restarted$',
  },
  {
    name: 'a page is shown backwards',
    breaks: 'Whoever goes on after the last user of a page is shown users again, or misses some.',
    edits: [
      {
        file: routes,
        find: 'users: users.map(toDocument)',
        replace: 'users: users.map(toDocument).reverse()',
      },
    ],
    caughtBy: '^The API is restarted$',
  },
  {
    name: 'users are as young as the answer',
    breaks: 'The moment of a registration is shown as now.',
    edits: [
      { file: users, find: 'createdAt.toISOString()', replace: '(createdAt, new Date().toISOString())' },
    ],
    caughtBy: '^The API is restarted$',
  },
  {
    name: 'Retry-After in milliseconds',
    breaks: 'Clients that are turned away are told to come back after 17 minutes.',
    edits: [{ file: 'problem.ts', find: "RETRY_AFTER = '1'", replace: "RETRY_AFTER = '1000'" }],
    caughtBy: 'try to register while the database is away',
  },
  {
    name: 'who was turned away is refused when trying again',
    breaks: 'An email whose registration failed counts as taken until the API restarts.',
    edits: [
      {
        file: routes,
        find: '/** Everything under /users. */',
        replace: 'const inProgress = new Set<string>()\n\n/** Everything under /users. */',
      },
      {
        file: routes,
        find: '      const created = await inTransaction(request, (em) => registerUser(em, request.body, request.id))\n',
        replace:
          "      const { email } = request.body\n      if (inProgress.has(email)) throw new Problem('email-taken', 'Another user has this e-mail address.')\n      inProgress.add(email)\n      const created = await inTransaction(request, (em) => registerUser(em, request.body, request.id))\n      inProgress.delete(email)\n",
      },
    ],
    caughtBy: 'The connections are released while 50',
  },
  {
    name: 'an outage is described by the words of the driver',
    breaks: 'Who is turned away learns host and port of the database.',
    edits: [
      {
        file: 'plugins/problem_mapping.ts',
        find: 'if (database) return new Problem(database[1], database[2], options)',
        replace:
          'if (database) return new Problem(database[1], String((error as Error).cause ?? error.message), options)',
      },
    ],
    caughtBy: 'try to register while the database is away',
  },
]
