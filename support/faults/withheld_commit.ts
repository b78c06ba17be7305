import { now } from '../clock'
import { inSession } from '../database/session'
import type { DatabaseAddress } from '../platform/platform'
import { until } from '../poll'
import type { Fault } from './fault'

/** A standby that does not exist, so that it never confirms anything. */
const absentStandby = 'nobody'

async function configure(address: DatabaseAddress, statement: string, expected: string): Promise<void> {
  await inSession(address, async (session) => {
    await session.query(statement)
    await session.query('SELECT pg_reload_conf()')
    await until(
      `synchronous_standby_names to be "${expected}"`,
      async () => {
        const { rows } = await session.query<{ value: string }>(
          "SELECT current_setting('synchronous_standby_names') AS value",
        )
        return rows[0]?.value === expected || undefined
      },
      { within: 10_000 },
    )
  })
}

/**
 * Commits something of its own and sees whether it is withheld. That a session knows the setting does not show it:
 * commits wait only once the database's checkpointer has read the setting, too.
 */
async function commitIsWithheld(address: DatabaseAddress): Promise<boolean> {
  return inSession(address, (committer) =>
    inSession(address, async (observer) => {
      const { rows } = await committer.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const pid = rows[0]?.pid
      let committed = false
      const commit = committer.query("SELECT pg_logical_emit_message(true, 'specification', '')").then(() => {
        committed = true
      })
      const withheld = await until(
        'a commit to be withheld or confirmed',
        async () => {
          const { rowCount } = await observer.query(
            "SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'SyncRep'",
            [pid],
          )
          return rowCount === 1 ? true : committed ? false : undefined
        },
        { within: 10_000 },
      )
      // Ends the waiting of a commit, not the commit.
      if (withheld) await observer.query('SELECT pg_cancel_backend($1)', [pid])
      await commit
      return withheld
    }),
  )
}

/**
 * The database stores what is committed but does not say so until it is healed: it waits for a standby that does not
 * exist. To its clients this is a COMMIT whose answer is lost on the way.
 */
export function withholdCommits(address: DatabaseAddress): Fault {
  return {
    kind: 'withheld commits',
    target: 'database',
    async inject() {
      await configure(
        address,
        `ALTER SYSTEM SET synchronous_standby_names = '${absentStandby}'`,
        absentStandby,
      )
      await until('commits to be withheld', async () => (await commitIsWithheld(address)) || undefined, {
        within: 10_000,
      })
      return { at: now(), witness: 'a commit waited for the confirmation of a standby that does not exist' }
    },
    // The database may just be starting again.
    heal: () =>
      until(
        'the database to confirm commits again',
        async () => {
          await configure(address, 'ALTER SYSTEM RESET synchronous_standby_names', '')
          return true
        },
        { within: 30_000 },
      ).then(() => undefined),
  }
}
