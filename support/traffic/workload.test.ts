import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Operation, UserContent } from '../history/operation'
import { Random } from '../random'
import { type Mix, type Request, Script } from './workload'

const everything: Mix = { register: 4, import: 1, delete: 2, list: 1, read: 4, health: 1, live: 1 }
const time = { client: 0, dueAt: 0, sentAt: 0, endedAt: 0 }

function script(mix: Mix, { client = 0, seed = 1, tag = 'tag' } = {}): Script {
  return new Script({ mix, tag }, client, new Random(seed))
}

function contentsOf(request: Request): UserContent[] {
  if (request.kind === 'register') return [request.content]
  return request.kind === 'import' ? request.contents : []
}

/** Draws requests and answers each with `outcome`, and writes with ids never given before. */
function draw(subject: Script, count: number, outcome: Operation['outcome'] = 'acknowledged'): Request[] {
  let id = 0
  return Array.from({ length: count }, () => {
    const request = subject.next()
    const ids = 'id' in request ? [request.id] : contentsOf(request).map(() => String(++id))
    subject.learn({ ...time, kind: request.kind, outcome, ids })
    return request
  })
}

describe('a script', () => {
  it('draws kinds as often as they weigh', () => {
    const requests = draw(script({ register: 3, list: 1, health: 0 }), 8000)
    const share = (kind: string) =>
      requests.filter((request) => request.kind === kind).length / requests.length
    assert.ok(Math.abs(share('register') - 0.75) < 0.02)
    assert.ok(Math.abs(share('list') - 0.25) < 0.02)
    assert.equal(share('health'), 0)
  })

  it('replays from its seed', () => {
    const replays = (seed: number) => draw(script(everything, { seed }), 100)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        assert.deepEqual(replays(seed), replays(seed))
      }),
      { numRuns: 20 },
    )
  })

  it('draws the same users whether or not the service answers', () => {
    const users = (outcome: Operation['outcome']) =>
      draw(script(everything), 100, outcome).flatMap(contentsOf)
    const answered = users('acknowledged')
    // Without answers there is nothing to read, so more users are registered.
    assert.deepEqual(users('indeterminate').slice(0, answered.length), answered)
  })

  it('gives every user of every client an address of its own', () => {
    const scripts = [0, 1, 11].map((client) => script(everything, { client }))
    const emails = scripts.flatMap((each) => draw(each, 300).flatMap(contentsOf)).map(({ email }) => email)
    assert.equal(new Set(emails.map((email) => email.toLowerCase())).size, emails.length)
    assert.match(emails[0] ?? '', /^tag-0-0@example\.test$/i)
    for (const form of [/^[^A-Z]+$/, /^[^a-z]+$/]) assert.ok(emails.some((email) => form.test(email)))
  })

  it('draws inactive users and names beyond ASCII', () => {
    const users = draw(script({ register: 1 }), 200).flatMap(contentsOf)
    assert.deepEqual(new Set(users.map(({ is_active }) => is_active)), new Set([true, false]))
    // eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
    assert.ok(users.some(({ name }) => !/^[\x00-\x7f]*$/.test(name)))
  })

  it('registers where there is no id to read or delete', () => {
    assert.equal(script({ read: 1 }).next().kind, 'register')
    assert.equal(script({ delete: 1 }).next().kind, 'register')
  })

  it('reads only what was acknowledged, and never what it deleted', () => {
    const subject = script({ read: 1 })
    for (const outcome of ['rejected', 'indeterminate'] as const) {
      subject.learn({ ...time, kind: 'register', outcome, ids: ['1'] })
    }
    assert.equal(subject.next().kind, 'register')

    const property = fc.property(fc.integer(), (seed) => {
      const deleted = new Set<string>()
      for (const request of draw(script(everything, { seed }), 200)) {
        if (request.kind !== 'read' && request.kind !== 'delete') continue
        assert.ok(!deleted.has(request.id), `${request.kind} of the deleted ${request.id}`)
        if (request.kind === 'delete') deleted.add(request.id)
      }
    })
    fc.assert(property, { numRuns: 50 })
  })

  it('refuses a workload that cannot run', () => {
    for (const mix of [{}, { register: 0 }, { register: -1 }, { register: NaN }, { register: Infinity }]) {
      assert.throws(() => script(mix), { code: 'INVALID_WORKLOAD' }, JSON.stringify(mix))
    }
    for (const tag of ['', 'Upper', 'a b', '-a', 'a@b']) {
      assert.throws(() => script({ list: 1 }, { tag }), { code: 'INVALID_WORKLOAD' }, tag)
    }
  })
})
