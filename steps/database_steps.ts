import { Given, Then } from '@cucumber/cucumber'
import { poolBackends } from '../support/database/activity'
import { auditGaps } from '../support/database/contents'
import { expectNothing, poolLeaks } from '../support/observations'
import { until } from '../support/poll'
import type { RecoveryWorld } from '../support/world'

Then('every stored row is what it was', async function (this: RecoveryWorld) {
  await this.settle()
  expectNothing('changed', (await this.changes()).changed)
})

Then('nothing has changed, not even the audit trail', async function (this: RecoveryWorld) {
  const { changed, added } = await this.changes()
  expectNothing('changed', [...changed, ...added])
})

Then('the audit trail tells of every stored user once', async function (this: RecoveryWorld) {
  await this.settle()
  expectNothing('wrong in the audit trail', await auditGaps(this.platform.database))
})

Then('no transaction is left open', async function (this: RecoveryWorld) {
  const backends = await poolBackends(this.platform.database)
  expectNothing(
    'left open',
    backends
      .filter(({ idleInTransaction }) => idleInTransaction)
      .map(({ pid }) => `a transaction on backend ${pid}`),
  )
})

Then('{int} registrations can be in flight at once', async function (this: RecoveryWorld, count: number) {
  await this.settle()
  await this.holdRegistrations(count)
})

Then('no more than {int} connections are open', async function (this: RecoveryWorld, most: number) {
  const { length } = await poolBackends(this.platform.database)
  expectNothing(`beyond ${most} connections`, length > most ? [`${length} connections`] : [])
})

/** Milliseconds in which requests that were let go end. */
const soon = 5000

Given(
  'all {int} connections of the pool are open and idle',
  async function (this: RecoveryWorld, count: number) {
    await this.holdRegistrations(count)
    await this.heal()
    await waitUntilIdle(this, count, soon)
  },
)

Then(
  'all {int} connections of the pool are idle again within {duration}',
  async function (this: RecoveryWorld, poolSize: number, bound: number) {
    await this.settle()
    await waitUntilIdle(this, poolSize, bound)
  },
)

async function waitUntilIdle({ platform }: RecoveryWorld, poolSize: number, within: number): Promise<void> {
  await until(
    'the pool to be idle',
    async () => {
      expectNothing('in use', await poolLeaks(platform, poolSize))
      return true
    },
    { within },
  )
}
