import { Given, When } from '@cucumber/cucumber'
import { expectIndeterminate } from '../support/checks/answers'
import { freeze } from '../support/faults/freeze'
import { kill, outage, restart } from '../support/faults/lifecycle'
import { lockAudit, lockUsers, reserveEmail } from '../support/faults/lock'
import { untilMoment, waitUntilHeldUp } from '../support/observations'
import { type Component, components } from '../support/platform/platform'
import type { RecoveryWorld } from '../support/world'

Given('the {component} is away', async function (this: RecoveryWorld, component: Component) {
  await this.disturb(outage(this.platform, component))
})

Given('the {component} is frozen', async function (this: RecoveryWorld, component: Component) {
  await this.disturb(freeze(this.platform, component))
})

Given('all {int} pooled connections are held', async function (this: RecoveryWorld, poolSize: number) {
  await this.holdRegistrations(poolSize)
})

Given(
  'all {int} pooled connections are held by people who wait for {duration}',
  async function (this: RecoveryWorld, poolSize: number, patience: number) {
    await this.holdRegistrations(poolSize, patience)
  },
)

When('they hang up', async function (this: RecoveryWorld) {
  expectIndeterminate((await Promise.all(this.inFlight)).flat())
})

When(
  'all {int} pooled connections have been blocked for {duration}',
  async function (this: RecoveryWorld, poolSize: number, duration: number) {
    const { effectAt } = await this.disturb(lockUsers(this.platform.database))
    await waitUntilHeldUp(this.platform, poolSize, 'blocked')
    await untilMoment(effectAt + duration)
  },
)

When(
  'the API is restarted and finds no database for {duration}',
  async function (this: RecoveryWorld, duration: number) {
    const { effectAt } = await this.disturb(restart(this.platform, 'api'))
    await untilMoment(effectAt + duration)
  },
)

Given('{int} registrations are in flight', async function (this: RecoveryWorld, count: number) {
  await this.holdRegistrations(count)
})

Given(
  '{int} registrations are stored but not yet acknowledged',
  async function (this: RecoveryWorld, count: number) {
    await this.withholdRegistrations(count)
  },
)

Given(
  '{int} registrations wait for their audit entries',
  async function (this: RecoveryWorld, count: number) {
    await this.holdUp(lockAudit(this.platform.database), count, () => this.register(count))
  },
)

When('the API is killed before it can write them', async function (this: RecoveryWorld) {
  await killWhileHeld(this, 'api')
})

Given('an import of {int} users is under way', async function (this: RecoveryWorld, count: number) {
  const users = this.people.several(count)
  const held = reserveEmail(this.platform.database, users.at(-1)?.email ?? '')
  await this.holdUp(held, 1, () => this.ask(this.client.import(users, { client: 0 })))
})

When(
  'the {component} is away for {duration}',
  async function (this: RecoveryWorld, component: Component, duration: number) {
    const { effectAt } = await this.disturb(outage(this.platform, component))
    await untilMoment(effectAt + duration)
    await this.heal()
  },
)

When(
  'the {component} is frozen for {duration}, after {duration}',
  async function (this: RecoveryWorld, component: Component, duration: number, offset: number) {
    const { startedAt, endsAt } = this.callers.schedule
    await this.loadUntil(startedAt + offset)
    const { effectAt } = await this.disturb(freeze(this.platform, component))
    await untilMoment(effectAt + duration)
    await this.heal()
    await this.loadUntil(endsAt)
  },
)

When('the database is killed before it can say so', async function (this: RecoveryWorld) {
  await killWhileHeld(this, 'database')
})

/** What is held is let go only when nobody is left who could go on with it. */
async function killWhileHeld(world: RecoveryWorld, component: Component): Promise<void> {
  await world.disturb(kill(world.platform, component))
  await world.faults.healLatest()
}

When('nothing is broken', async function (this: RecoveryWorld) {
  await this.loadUntil(this.callers.schedule.endsAt)
})

When('a random component is killed after {duration}', async function (this: RecoveryWorld, offset: number) {
  const target = this.random.fork('target').pick(components)
  await this.loadUntil(this.callers.schedule.startedAt + offset)
  await this.disturb(kill(this.platform, target))
})
