import { Then } from '@cucumber/cucumber'
import {
  expectAcknowledged,
  expectBounded,
  expectIndeterminate,
  expectShareWithin,
  expectTurnedAway,
} from '../support/checks/answers'
import { availability, expectAvailable } from '../support/checks/availability'
import type { RecoveryWorld } from '../support/world'

Then('the service recovers within {duration}', async function (this: RecoveryWorld, objective: number) {
  await this.expectRecovery(objective)
})

Then(
  'registrations succeed within {duration} of its return',
  async function (this: RecoveryWorld, objective: number) {
    await this.heal()
    await this.expectRecovery(objective)
  },
)

Then(
  'registrations succeed within {duration} of the release of the connections',
  async function (this: RecoveryWorld, objective: number) {
    await this.heal()
    await this.expectRecovery(objective)
  },
)

Then('every acknowledged user is present exactly once', async function (this: RecoveryWorld) {
  await this.judgeDurability()
})

Then('every registration in flight is acknowledged', async function (this: RecoveryWorld) {
  expectAcknowledged((await Promise.all(this.inFlight)).flat())
})

Then('nobody is told that nothing was applied', async function (this: RecoveryWorld) {
  expectIndeterminate((await Promise.all(this.inFlight)).flat())
})

Then('each is told "try again later" within {duration}', function (this: RecoveryWorld, bound: number) {
  this.measureSlowest(this.asked, 'turned away', bound)
  expectTurnedAway(this.asked, bound)
})

Then('no request took longer than {duration}', async function (this: RecoveryWorld, bound: number) {
  await this.settle()
  this.measureSlowest(this.history.operations, 'slowest request', bound)
  expectBounded(this.history.operations, bound)
})

Then(
  '{percentage} of the requests are answered within {duration}',
  async function (this: RecoveryWorld, share: number, bound: number) {
    await this.settle()
    this.measurePercentile(share, bound)
    expectShareWithin(this.history.operations, share, bound)
  },
)

Then('fewer than {percentage} of the requests fail', async function (this: RecoveryWorld, allowed: number) {
  await this.loadUntil(this.load.endsAt)
  await this.settle()
  const verdict = availability(this.history.operations, allowed)
  this.measurements.availability(verdict, allowed)
  expectAvailable(verdict, allowed)
})
