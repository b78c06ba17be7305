import { Then } from '@cucumber/cucumber'
import { expectAcknowledged, expectIndeterminate } from '../support/checks/answers'
import {
  expectAvailability,
  expectDurability,
  expectLatency,
  expectNoneHung,
  expectRecovery,
  expectRegistrations,
  expectTurnedAwayWithin,
} from '../support/objectives'
import type { RecoveryWorld } from '../support/world'

Then('the service recovers within {duration}', async function (this: RecoveryWorld, objective: number) {
  await expectRecovery(this, objective)
})

Then(
  'registrations succeed within {duration} of the return of the database',
  async function (this: RecoveryWorld, objective: number) {
    await expectRegistrations(this, objective)
  },
)

Then(
  'registrations succeed within {duration} of the release of the connections',
  async function (this: RecoveryWorld, objective: number) {
    await expectRegistrations(this, objective)
  },
)

Then('every acknowledged user is present exactly once', async function (this: RecoveryWorld) {
  await expectDurability(this)
})

Then('every registration in flight is acknowledged', async function (this: RecoveryWorld) {
  expectAcknowledged((await Promise.all(this.inFlight)).flat())
})

Then('nobody is told that nothing was applied', async function (this: RecoveryWorld) {
  expectIndeterminate((await Promise.all(this.inFlight)).flat())
})

Then('each is told "try again later" within {duration}', function (this: RecoveryWorld, bound: number) {
  expectTurnedAwayWithin(this, bound)
})

Then('no request took longer than {duration}', async function (this: RecoveryWorld, bound: number) {
  await expectNoneHung(this, bound)
})

Then(
  '{percentage} of the requests are answered within {duration}',
  async function (this: RecoveryWorld, share: number, bound: number) {
    await expectLatency(this, share, bound)
  },
)

Then('fewer than {percentage} of the requests fail', async function (this: RecoveryWorld, allowed: number) {
  await expectAvailability(this, allowed)
})
