import assert from 'node:assert/strict'
import { startApp, type RunningApp } from './app'
import { codeOf, type Answer } from './client'
import { eventually } from './eventually'
import { Postgres } from './postgres'

/** Short times, so that every limit can be seen at work. A frozen server meets the request's own limit first. */
const HASTY = { ACQUIRE_TIMEOUT_MS: '350', STATEMENT_TIMEOUT_MS: '1000', REQUEST_TIMEOUT_MS: '1400' }

/** What the machine may be slower than the clock in these tests, in milliseconds. */
export const SLACK = 800

/** A database and two applications on it: one with the default times, one with short ones. */
export class Fixture {
  readonly postgres: Postgres
  readonly normal: RunningApp
  readonly hasty: RunningApp
  #serial = 0

  private constructor(postgres: Postgres, normal: RunningApp, hasty: RunningApp) {
    this.postgres = postgres
    this.normal = normal
    this.hasty = hasty
  }

  static async start(): Promise<Fixture> {
    const postgres = await Postgres.start()
    return new Fixture(postgres, await startApp(postgres), await startApp(postgres, HASTY))
  }

  async dispose(): Promise<void> {
    this.postgres.thaw()
    await this.hasty.app.close()
    await this.normal.app.close()
    await this.postgres.dispose()
  }

  async clear(): Promise<void> {
    await this.postgres.query('truncate users, audit_entries')
  }

  /** Registers somebody new. */
  register({ client }: RunningApp, signal?: AbortSignal): Promise<Answer> {
    this.#serial += 1
    return client.post('/users', { name: 'Ann', email: `ann${this.#serial}@example.org` }, signal)
  }

  async countUsers(): Promise<number> {
    const [row] = await this.postgres.query('select count(*)::int from users')
    return row?.['count'] as number
  }

  /** Waits until as many backends of the service as given are in the given condition. */
  async untilBackends(count: number, condition: string): Promise<void> {
    await eventually(async () => {
      const rows = await this.postgres.query(
        `select state, query from pg_stat_activity where application_name = 'users-api' and ${condition}`,
      )
      assert.equal(rows.length, count)
    })
  }

  /** Waits until every connection is back in the pool, and none of them in a transaction. */
  async untilIdle({ app }: RunningApp): Promise<void> {
    const { pool } = app.database
    await eventually(() => {
      assert.deepEqual([pool.idleCount, pool.waitingCount], [pool.totalCount, 0])
    })
    await this.untilBackends(0, `state <> 'idle'`)
  }

  /** Does something while somebody else has the table of users locked. */
  async withLockedUsers(work: (release: () => Promise<unknown>) => Promise<void>): Promise<void> {
    await withLockedUsers(this.postgres, work)
  }

  /** Runs PL/pgSQL after every INSERT statement into users, or at the COMMIT of every transaction that had one. */
  async withTrigger(when: 'insert' | 'commit', body: string, work: () => Promise<void>): Promise<void> {
    const trigger =
      when === 'insert'
        ? 'trigger t after insert on users for each statement'
        : 'constraint trigger t after insert on users deferrable initially deferred for each row'
    await this.postgres.query(
      `create function f() returns trigger language plpgsql as $$ begin ${body}; return null; end $$`,
    )
    await this.postgres.query(`create ${trigger} execute function f()`)
    try {
      await work()
    } finally {
      await this.postgres.query('drop function f cascade')
    }
  }
}

/** Does something while somebody else has the table of users locked. */
export async function withLockedUsers(
  postgres: Postgres,
  work: (release: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const owner = await postgres.connect()
  try {
    await owner.query('begin; lock table users in access exclusive mode')
    await work(() => owner.query('rollback'))
  } finally {
    await owner.end()
  }
}

/** Holds a 503 against its code, and against what it may claim. */
export function assertUnserved(answer: Answer, code: string): void {
  assert.deepEqual([answer.status, codeOf(answer)], [503, code])
  const { applied } = answer.body as { applied?: boolean }
  assert.equal(applied, code === 'outcome-unknown' ? undefined : false)
}
