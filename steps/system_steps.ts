import { Then, When } from '@cucumber/cucumber'
import { expectAcknowledged, expectTurnedAway } from '../support/checks/answers'
import { now } from '../support/clock'
import { RecoveryError } from '../support/errors'
import { restartWhileInFlight } from '../support/faults/draining'
import { crash, type Downfall, fullRestart, kill, restart } from '../support/faults/lifecycle'
import { untilMoment, witnessAlone } from '../support/observations'
import { type Component, sameIncarnation } from '../support/platform/platform'
import { ownClient } from '../support/steady_state'
import type { RecoveryWorld } from '../support/world'

When('the {component} is restarted', async function (this: RecoveryWorld, component: Component) {
  await this.disturb(restart(this.platform, component))
})

When('the {component} is killed', async function (this: RecoveryWorld, component: Component) {
  await this.disturb(kill(this.platform, component))
})

When('the {component} crashes', async function (this: RecoveryWorld, component: Component) {
  await this.disturb(crash(this.platform, component))
})

/**
 * How long requests in flight go on, in milliseconds: so long after the API has begun to drain, which is more than a hasty
 * drain grants; but no longer than that since they were held, because a statement may take 3 seconds only.
 */
const slow = { sinceDraining: 1200, sinceHeld: 2000 }

When('the API is asked to restart', async function (this: RecoveryWorld) {
  const heldSince = this.history.faults.at(-1)?.effectAt ?? now()
  const letFinish = async (refusedSince: number) => {
    await untilMoment(Math.min(refusedSince + slow.sinceDraining, heldSince + slow.sinceHeld))
    await this.faults.healLatest()
  }
  await this.disturb(restartWhileInFlight(this.platform, letFinish))
})

When(
  'everything {downfall} and the {component} comes up first',
  async function (this: RecoveryWorld, end: Downfall, first: Component) {
    const alone = async (): Promise<string> => {
      const seen = await witnessAlone(this.platform, this.client, first)
      await this.noteApiLife()
      return seen
    }
    await this.disturb(fullRestart(this.platform, end, first, alone))
    if (first === 'database') await this.noteApiLife()
  },
)

Then('the API process is still the same', expectSameLife)

Then('the API did not have to be started again', expectSameLife)

async function expectSameLife(this: RecoveryWorld): Promise<void> {
  const { incarnation } = await this.platform.status('api')
  if (!this.apiLife || !sameIncarnation(this.apiLife, incarnation)) {
    const [was, is] = [this.apiLife, incarnation].map((life) =>
      life ? `process ${life.pid}` : 'not running',
    )
    throw new RecoveryError('REPLACED', `the API was ${was} and is ${is}`)
  }
}

Then('the API is alive but not ready', async function (this: RecoveryWorld) {
  expectAcknowledged(await this.ask(this.client.live({ client: ownClient })))
  expectTurnedAway(await this.ask(this.client.health({ client: ownClient })), 3000)
})

Then('the API is alive and ready', async function (this: RecoveryWorld) {
  expectAcknowledged(
    await this.ask(this.client.live({ client: ownClient }), this.client.health({ client: ownClient })),
  )
})
