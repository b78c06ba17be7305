import type { Defect } from './defect'

const pool = 'database/pool.ts'
const session = 'database/session.ts'
const transaction = 'database/transaction.ts'
const health = 'plugins/health.ts'
const server = 'server.ts'

/** Defects that keep the service from serving, from recovering, or from saying how it is. */
export const availabilityDefects: Defect[] = [
  {
    name: 'connection leaked on a failed request',
    breaks: 'Every refused request costs the pool a connection.',
    edits: [
      { file: transaction, find: '    await em.rollback()\n    throw error', replace: '    throw error' },
    ],
    caughtBy: '100 people are refused because the email is taken',
    fast: true,
  },
  {
    name: 'open transaction left on a pooled connection after a rollback',
    breaks: 'The next request inherits the transaction of one that failed.',
    edits: [
      { file: session, find: '    if (this.#returned) return\n    try {', replace: '    return\n    try {' },
      { file: session, find: " || this.#client.getTransactionStatus() !== 'I'", replace: '' },
    ],
    caughtBy: '30 people register with a taken email',
  },
  {
    name: '10 % of writes stall for 3 s',
    breaks: 'One write in ten keeps its connection for three seconds.',
    edits: [
      {
        file: transaction,
        find: '    const result = await work(em)',
        replace:
          '    if (Math.random() < 0.1) await new Promise((resolve) => setTimeout(resolve, 3000))\n    const result = await work(em)',
      },
    ],
    caughtBy: 'Nothing is broken while 10 people use the service',
  },
  {
    name: '500s for 20 s after the database returns',
    breaks: 'The service goes on failing long after its database is back.',
    edits: [
      {
        file: pool,
        find: "    log.warn({ err }, 'an idle database connection was lost')",
        replace:
          "    brokenUntil = Date.now() + 20_000\n    log.warn({ err }, 'an idle database connection was lost')",
      },
      {
        file: pool,
        find: 'export function cut(',
        replace: 'export let brokenUntil = 0\n\nexport function cut(',
      },
      {
        file: 'plugins/database.ts',
        find: '      assertMigrated() {',
        replace: "      assertMigrated() {\n        if (Date.now() < brokenUntil) throw new Error('broken')",
      },
      {
        file: 'plugins/database.ts',
        find: 'import { openPool }',
        replace: 'import { brokenUntil, openPool }',
      },
    ],
    caughtBy: 'The database is restarted while people use the service',
  },
  {
    name: 'writes are slow for 20 s after the database returns',
    breaks: 'Whoever writes is served, and waits for seconds, long after the database is back.',
    edits: [
      {
        file: pool,
        find: "    log.warn({ err }, 'an idle database connection was lost')",
        replace:
          "    slowUntil = Date.now() + 20_000\n    log.warn({ err }, 'an idle database connection was lost')",
      },
      {
        file: pool,
        find: 'export function cut(',
        replace: 'export let slowUntil = 0\n\nexport function cut(',
      },
      {
        file: transaction,
        find: '  await em.begin()\n',
        replace:
          '  if (Date.now() < slowUntil) await new Promise((resolve) => setTimeout(resolve, 2500))\n  await em.begin()\n',
      },
      {
        file: transaction,
        find: "import { sessionOf } from './dialect'",
        replace: "import { sessionOf } from './dialect'\nimport { slowUntil } from './pool'",
      },
    ],
    caughtBy: '^The database is killed$',
  },
  {
    name: 'the process dies with an idle connection',
    breaks:
      'The death of the database takes the API along, as without a listener for the errors of the pool.',
    edits: [
      {
        file: pool,
        find: "    log.warn({ err }, 'an idle database connection was lost')",
        replace: '    throw err',
      },
    ],
    // A connection must be idle at the moment of the fault, which it nearly always is.
    caughtBy:
      'The database (is restarted|is killed|crashes) while people use the service|The database is away for some',
    fast: true,
  },
  {
    name: 'no acquire timeout',
    breaks: 'Who gets no connection waits as long as the request may take.',
    edits: [{ file: pool, find: 'connectionTimeoutMillis: acquire', replace: 'connectionTimeoutMillis: 0' }],
    caughtBy: 'more people register while every connection is taken',
  },
  {
    name: 'no query timeout',
    breaks: 'A request waits for a frozen database for as long as it is frozen.',
    edits: [
      { file: pool, find: '    query_timeout: statement + GRACE,\n', replace: '' },
      { file: 'plugins/deadline.ts', find: '      }, timeout)', replace: '      }, 10 * timeout)' },
    ],
    caughtBy: '20 people try to register while the database is frozen',
  },
  {
    name: 'health answers "reachable" without asking',
    breaks: 'The service says that it is ready while its database is away.',
    edits: [
      {
        file: health,
        find: '        await app.database.probe.check()\n',
        replace: '        await Promise.resolve()\n',
      },
    ],
    caughtBy: '20 people try to register while the database is away',
  },
  {
    name: 'liveness fails when the database is away',
    breaks: 'An orchestrator would restart the API because its database is away.',
    edits: [
      {
        file: health,
        find: "() => ({\n      status: 'ok',\n    })",
        replace:
          "async () => {\n      await app.database.probe.check()\n      return { status: 'ok' }\n    }",
      },
    ],
    caughtBy: '20 people try to register while the database is away',
  },
  {
    name: 'SIGTERM exits without draining',
    breaks: 'A planned restart breaks off the requests in flight.',
    edits: [{ file: server, find: '  stopping = true\n', replace: '  process.exit(0)\n  stopping = true\n' }],
    caughtBy: 'Registrations in flight are answered before the API goes down',
  },
  {
    name: 'a planned stop ends as a failure',
    breaks: 'Whoever stops the service takes it for broken; a restart policy starts it again.',
    edits: [
      {
        file: server,
        find: "    app.log.info('stopped')\n    process.exit(0)",
        replace: "    app.log.info('stopped')\n    process.exit(1)",
      },
    ],
    caughtBy: '^The API is restarted$',
    fast: true,
  },
  {
    name: 'draining lasts no longer than a second',
    breaks: 'A planned restart breaks off requests that take longer than a second.',
    edits: [{ file: server, find: 'DRAIN_TIMEOUT = 8000', replace: 'DRAIN_TIMEOUT = 1000' }],
    caughtBy: 'Registrations in flight are answered before the API goes down',
  },
  {
    name: 'exits when the database is missing at start',
    breaks: 'The API cannot be started before its database.',
    edits: [
      {
        file: 'database/migrate.ts',
        find: '      const { message } = err as Error',
        replace: '      process.exit(1)\n      const { message } = err as Error',
      },
    ],
    caughtBy: 'the API comes up before the database',
  },
  {
    name: 'pool of 30 instead of 3',
    breaks: 'The service takes ten times the connections it was given.',
    edits: [
      { file: pool, find: 'max: config.database.poolSize', replace: 'max: 10 * config.database.poolSize' },
    ],
    caughtBy: 'more people register while every connection is taken',
  },
  {
    name: '503 without Retry-After',
    breaks: 'Clients that are turned away are not told when to come back.',
    edits: [
      {
        file: 'plugins/problems.ts',
        find: "  if (status === 503) void reply.header('retry-after', RETRY_AFTER)\n",
        replace: '',
      },
      { file: 'plugins/problems.ts', find: ', RETRY_AFTER }', replace: ' }' },
    ],
    caughtBy: '20 people try to register while the database is away',
  },
  {
    name: 'errors leak the SQL text',
    breaks: 'Whoever is refused learns the names of tables and constraints.',
    edits: [
      {
        file: 'plugins/problem_mapping.ts',
        find: "'Another user has this e-mail address.', options",
        replace: 'error.message, options',
      },
    ],
    caughtBy: 'Somebody registers with a stored email',
  },
  {
    name: 'a client that hangs up costs a connection',
    breaks: 'Whoever leaves before the answer leaves a connection of the pool behind.',
    edits: [
      {
        file: transaction,
        find: '    await em.rollback()\n    throw error',
        replace: '    if (!signal.aborted) await em.rollback()\n    throw error',
      },
    ],
    caughtBy: 'Everybody who holds a connection hangs up',
  },
  {
    name: 'the pause between attempts at start grows to a minute',
    breaks: 'The longer the database was away, the longer the API stays away after its return.',
    edits: [{ file: 'database/migrate.ts', find: 'LONGEST_PAUSE = 1000', replace: 'LONGEST_PAUSE = 60_000' }],
    caughtBy: 'The database comes 16 seconds after the API',
  },
  {
    name: 'the health check takes a connection of the pool',
    breaks: 'A busy service reports itself as dead.',
    edits: [
      { file: health, find: 'app.database.probe.check()', replace: "app.database.pool.query('select 1')" },
    ],
    caughtBy: 'more people register while every connection',
  },
  {
    name: 'time limits on this side only',
    breaks: 'A statement given up by the service goes on in the database, and another connection is opened.',
    edits: [
      { file: pool, find: '    statement_timeout: statement,\n', replace: '' },
      { file: pool, find: '      transaction_timeout: `${request + GRACE}ms`,\n', replace: '' },
      { file: pool, find: "      client_connection_check_interval: '1s',\n", replace: '' },
    ],
    caughtBy: 'A lock outlasts everybody',
  },
  {
    name: 'the pool shrinks with every connection it loses',
    breaks: 'After the database has restarted, one connection is left.',
    edits: [
      {
        file: pool,
        find: "    log.warn({ err }, 'an idle database connection was lost')",
        replace:
          "    pool.options.max = Math.max(1, pool.options.max - 1)\n    log.warn({ err }, 'an idle database connection was lost')",
      },
    ],
    caughtBy: 'which costs the pool all of its connections',
  },
]
