import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { now } from '../clock'
import { History } from '../history/history'
import type { Fault } from './fault'
import { FaultInjector } from './injector'

let history: History
let injector: FaultInjector
/** What was done to the system, in order. */
let journal: string[]

beforeEach(() => {
  history = new History()
  injector = new FaultInjector(history)
  journal = []
})

const at = 1234

/** A fault that notes what is done with it in the journal. */
function fault(witness: string): Fault {
  return {
    ...{ kind: 'kill', target: 'api' },
    inject() {
      journal.push(`inject ${witness}`)
      return Promise.resolve({ at, witness })
    },
  }
}

/** One that stays in force until it is healed. */
function held(witness: string): Fault {
  return {
    ...fault(witness),
    kind: 'freeze',
    heal() {
      journal.push(`heal ${witness}`)
      return Promise.resolve()
    },
  }
}

/** One that is healed in vain. */
function incurable(witness: string): Fault {
  return {
    ...held(witness),
    heal() {
      journal.push(`try to heal ${witness}`)
      return Promise.reject(new Error(`${witness} cannot be healed`))
    },
  }
}

function failing(witness: string): Pick<Fault, 'inject'> {
  return { inject: () => Promise.reject(new Error(`${witness} has no witness`)) }
}

describe('injecting', () => {
  test('records the fault with its witness and the moment of its effect', async () => {
    const before = now()
    const record = await injector.inject(fault('a'))
    const { injectedAt, ...rest } = record
    assert.deepEqual(rest, { kind: 'kill', target: 'api', held: false, effectAt: at, witness: 'a' })
    assert.ok(injectedAt >= before && injectedAt <= now())
    assert.deepEqual(history.faults, [record])
  })

  test('records nothing before the fault has taken effect', async () => {
    let recordedMeanwhile = -1
    await injector.inject({
      ...fault('a'),
      inject() {
        recordedMeanwhile = history.faults.length
        return Promise.resolve({ at, witness: 'a' })
      },
    })
    assert.deepEqual([recordedMeanwhile, history.faults.length], [0, 1])
  })

  test('records no fault that could not be witnessed, and says why', async () => {
    await assert.rejects(injector.inject({ ...held('a'), ...failing('a') }), /a has no witness/)
    assert.deepEqual(history.faults, [])
  })

  test('records whether the fault is held', async () => {
    assert.deepEqual(
      [(await injector.inject(held('a'))).held, (await injector.inject(fault('b'))).held],
      [true, false],
    )
  })
})

describe('healing the latest', () => {
  test('undoes the fault that was injected last, and no other', async () => {
    await injector.inject(held('a'))
    await injector.inject(held('b'))
    await injector.healLatest()
    assert.deepEqual(journal, ['inject a', 'inject b', 'heal b'])
  })

  test('passes over a fault that is over by itself', async () => {
    await injector.inject(held('a'))
    await injector.inject(fault('b'))
    await injector.healLatest()
    assert.deepEqual(journal.at(-1), 'heal a')
  })

  test('notes in the record when the undoing began', async () => {
    const seenMeanwhile: (number | undefined)[] = []
    const record = await injector.inject({
      ...held('a'),
      heal() {
        seenMeanwhile.push(history.faults[0]?.healedAt)
        return Promise.resolve()
      },
    })
    const before = now()
    assert.equal('healedAt' in record, false)
    await injector.healLatest()
    const [healedAt = NaN] = seenMeanwhile
    assert.ok(healedAt >= before && healedAt <= now())
    assert.equal(history.faults[0]?.healedAt, healedAt)
  })

  test('does nothing when nothing is in force', async () => {
    await injector.inject(fault('a'))
    await injector.healLatest()
    assert.deepEqual(journal, ['inject a'])
  })

  test('is possible while another fault is being injected', async () => {
    await injector.inject(held('lock'))
    await injector.inject({
      ...fault('restart'),
      async inject() {
        await injector.healLatest()
        return { at, witness: 'restart' }
      },
    })
    assert.deepEqual(journal, ['inject lock', 'heal lock'])
  })
})

describe('healing everything', () => {
  test('goes from the latest to the earliest, one after the other', async () => {
    let atOnce = 0
    for (const name of ['a', 'b', 'c']) {
      await injector.inject({
        ...held(name),
        async heal() {
          journal.push(`heal ${name}, ${++atOnce} at once`)
          await Promise.resolve()
          atOnce--
        },
      })
    }
    await injector.healAll()
    assert.deepEqual(journal.slice(3), ['heal c, 1 at once', 'heal b, 1 at once', 'heal a, 1 at once'])
  })

  test('undoes no fault twice', async () => {
    await injector.inject(held('a'))
    await injector.inject(held('b'))
    await injector.healLatest()
    await injector.healAll()
    await injector.healAll()
    assert.deepEqual(journal.slice(2), ['heal b', 'heal a'])
  })

  test('undoes a fault whose injection failed half-way', async () => {
    await injector.inject(held('a'))
    await assert.rejects(injector.inject({ ...held('b'), ...failing('b') }))
    await injector.healAll()
    assert.deepEqual(journal, ['inject a', 'heal b', 'heal a'])
  })

  test('gives every fault its turn when some cannot be undone, and tells of all of those', async () => {
    await injector.inject(held('a'))
    await injector.inject(incurable('b'))
    await injector.inject(held('c'))
    await injector.inject(incurable('d'))
    await assert.rejects(injector.healAll(), { message: 'd cannot be healed\nb cannot be healed' })
    assert.deepEqual(journal.slice(4), ['try to heal d', 'heal c', 'try to heal b', 'heal a'])
  })

  test('survives a fault whose undoing throws at once', async () => {
    await injector.inject(held('a'))
    await injector.inject({
      ...held('b'),
      heal() {
        throw new Error('thrown, not rejected')
      },
    })
    await assert.rejects(injector.healAll(), { message: 'thrown, not rejected' })
    assert.equal(journal.at(-1), 'heal a')
  })

  test('does nothing when nothing is in force', async () => {
    await injector.healAll()
    assert.equal(await injector.healLatest(), undefined)
    assert.deepEqual(journal, [])
  })
})
