import { Given, When } from '@cucumber/cucumber'
import { arriving, registering, using } from '../support/loads'
import type { RecoveryWorld } from '../support/world'

Given('{int} clients are using the service', async function (this: RecoveryWorld, clients: number) {
  await this.callers.start(using(clients))
})

Given(
  '{int} clients are using the service for {duration}',
  async function (this: RecoveryWorld, clients: number, duration: number) {
    await this.callers.start({ ...using(clients), duration })
  },
)

Given(
  '{int} requests arrive every second for {duration}',
  async function (this: RecoveryWorld, rate: number, duration: number) {
    await this.callers.start({ ...arriving(rate), duration })
  },
)

Given('{int} clients are registering users', async function (this: RecoveryWorld, clients: number) {
  await this.callers.start(registering(clients))
})

When('{int} client(s) try/tries to register at once', async function (this: RecoveryWorld, clients: number) {
  this.asked = await this.register(clients)
})

When(
  '{int} people register with a stored email, {int} at a time',
  async function (this: RecoveryWorld, people: number, atATime: number) {
    const { email } = this.storedUser()
    const users = this.people.several(people).map((user) => ({ ...user, email }))
    this.asked = await this.registerInLanes(users, atATime)
  },
)
