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
      return { at: now(), witness: 'commits wait for the confirmation of a standby that does not exist' }
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
