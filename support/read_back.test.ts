import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectShownAsStored, readBack } from './read_back'
import { UsersClient } from './traffic/client'
import { sendJson, startStubService } from './traffic/testing/stub_service'

const nowhere = { host: '127.0.0.1', port: 9, database: 'none', user: 'nobody', password: '' }
const ana = { id: '5', name: 'Ana', email: 'ana@example.test', is_active: true, created_at: '2026-01-02' }

for (const [what, page] of [
  ['a page without users that has a next one', { users: [], next: '7' }],
  ['a page that leads back to itself', { users: [ana], next: '5' }],
] as const) {
  test(`a list that does not end is told of, not read for ever: ${what}`, async (t) => {
    const stub = await startStubService((_, response) => {
      sendJson(response, 200, page)
      return true
    })
    t.after(() => stub.close())
    const client = new UsersClient(stub.url)
    t.after(() => {
      client.close()
    })
    await assert.rejects(readBack(client, nowhere), {
      code: 'READ_BACK_FAILED',
      message: /^the list of users does not end: after /,
    })
    assert.ok(stub.requests.length <= 2)
  })
}

const bob = { ...ana, id: '6', name: 'Bob', email: 'bob@example.test' }

test('users are shown as they are stored', () => {
  expectShownAsStored([ana, bob], [ana, bob])
})

for (const [what, shown, message] of [
  ['hidden', [ana], /it hides 1 \(.*Bob.*\) and shows 0/],
  ['not stored', [ana, bob, { ...ana, id: '7' }], /it hides 0 \(none\) and shows 1/],
  ['shown twice', [ana, ana, bob], /shows 1 that are not stored/],
  ['shown with another name', [ana, { ...bob, name: 'bob' }], /it hides 1 .* and shows 1/],
  ['shown as younger', [ana, { ...bob, created_at: '2026-01-03' }], /it hides 1 .* and shows 1/],
  ['shown in another order', [bob, ana], /in another order than by id: .*Bob.* where .*Ana.* belongs/],
] as const) {
  test(`the service is not believed when a user is ${what}`, () => {
    assert.throws(
      () => {
        expectShownAsStored(shown, [ana, bob])
      },
      { code: 'READ_BACK_FAILED', message },
    )
  })
}
