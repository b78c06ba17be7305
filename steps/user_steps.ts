import { Given, Then, When } from '@cucumber/cucumber'
import {
  expectAcknowledged,
  expectNewIds,
  expectNothingRevealed,
  expectOneOfTwo,
  expectRefused,
} from '../support/checks/answers'
import { inOtherCase, type Spoil } from '../support/flaws'
import { acknowledgedUsers, highestId } from '../support/people'
import { ownClient as client } from '../support/steady_state'
import type { RecoveryWorld } from '../support/world'

Given('{int} stored users', async function (this: RecoveryWorld, count: number) {
  expectAcknowledged(await this.ask(this.client.import(this.people.several(count), { client })))
  await this.remember()
})

Given('the newest {int} of them were deleted', async function (this: RecoveryWorld, count: number) {
  const newest = acknowledgedUsers(this.history.operations).slice(-count)
  expectAcknowledged(await this.ask(...newest.map(({ id }) => this.client.remove(id, { client }))))
  await this.remember()
})

When('somebody registers with a stored email', async function (this: RecoveryWorld) {
  const user = { ...this.people.next(), email: this.storedUser().email }
  this.asked = await this.ask(this.client.register(user, { client }))
})

When('somebody registers with a stored email in another letter case', async function (this: RecoveryWorld) {
  const user = { ...this.people.next(), email: inOtherCase(this.storedUser().email) }
  this.asked = await this.ask(this.client.register(user, { client }))
})

When(
  '{int} users are imported, the last of whom {flaw}',
  async function (this: RecoveryWorld, count: number, spoil: Spoil) {
    const [last, ...users] = this.people.several(count)
    const [first] = users
    if (!last || !first) throw new RangeError('an import with a flaw takes at least two users')
    users.push(spoil(last, { first, stored: this.storedUser() }))
    this.asked = await this.ask(this.client.import(users, { client }))
  },
)

When(
  '{int} people register twice at once, in another letter case',
  async function (this: RecoveryWorld, count: number) {
    this.asked = []
    for (const user of this.people.several(count)) {
      const twin = { ...user, email: inOtherCase(user.email) }
      const pair = [user, twin].map((each, client) => this.client.register(each, { client }))
      this.asked.push(...(await this.ask(...pair)))
    }
  },
)

Then('one registration of each is refused because the email is taken', function (this: RecoveryWorld) {
  expectOneOfTwo(this.asked, ['email-taken'])
})

Then('it/they is/are refused because the email is taken', function (this: RecoveryWorld) {
  expectRefused(this.asked, ['email-taken'])
})

Then('the answer tells nothing of what goes on inside', function (this: RecoveryWorld) {
  expectNothingRevealed(this.problems)
})

Then('the import is refused', function (this: RecoveryWorld) {
  expectRefused(this.asked, ['email-taken', 'validation-failed'])
})

Then('those who were turned away succeed when they try again', async function (this: RecoveryWorld) {
  await this.settle()
  const users = this.asked.flatMap(({ status, asked = [] }) => (status === 503 ? asked : []))
  expectAcknowledged(await this.registerInLanes(users, 3))
})

Then('{int} more registrations in a row succeed', async function (this: RecoveryWorld, count: number) {
  for (let sent = 0; sent < count; sent++) expectAcknowledged(await this.register(1))
})

Then(
  'the next {int} users get ids that nobody was given before',
  async function (this: RecoveryWorld, count: number) {
    await this.settle()
    const highest = highestId(this.history.operations)
    const next = await this.register(count)
    expectAcknowledged(next)
    expectNewIds(next, highest)
  },
)
