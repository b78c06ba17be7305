import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { now } from './clock'
import { RecoveryError } from './errors'
import { Hopeless, until } from './poll'

test('what is there already is found at the first look', async () => {
  let looks = 0
  assert.equal(await until('it', () => ++looks, { within: 1000, every: 60_000 }), 1)
})

test('falsy values other than undefined are found', async () => {
  for (const value of [0, '', false, null]) {
    assert.equal(await until<unknown>('it', () => value, { within: 0 }), value)
  }
})

test('looking goes on while it is too early, be it said by undefined or by an error', async () => {
  let looks = 0
  const found = await until(
    'the third look',
    () => {
      if (++looks === 1) throw new Error('too early')
      return looks === 3 ? 'there' : undefined
    },
    { within: 5000, every: 1 },
  )
  assert.deepEqual([found, looks], ['there', 3])
})

test('one look ends before the next one begins', async () => {
  let [looks, atOnce, mostAtOnce] = [0, 0, 0]
  await until(
    'ten looks',
    async () => {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce)
      for (let turn = 0; turn < 20; turn++) await nextTurn()
      atOnce--
      return ++looks === 10 || undefined
    },
    { within: 5000, every: 0 },
  )
  assert.equal(mostAtOnce, 1)
})

test('waiting ends at the deadline with what was awaited and what was seen last', async () => {
  const startedAt = now()
  let looks = 0
  const lastSeen = () => new Error(`look ${looks}`)
  await assert.rejects(
    until(
      'better times',
      () => {
        looks++
        throw lastSeen()
      },
      { within: 500, every: 5 },
    ),
    (error: RecoveryError) => {
      assert.equal(error.code, 'TIMED_OUT')
      assert.equal(error.message, `timed out after 0.5 s waiting for better times; last seen: look ${looks}`)
      assert.deepEqual(error.cause, lastSeen())
      return true
    },
  )
  assert.ok(looks > 1)
  assert.ok(now() - startedAt >= 500)
})

test('an error that is over is not shown as what was seen last', async () => {
  let looks = 0
  const probe = () => {
    if (++looks === 1) throw new Error('over')
    return undefined
  }
  await assert.rejects(until('it', probe, { within: 500, every: 1 }), {
    code: 'TIMED_OUT',
    message: /last seen: not yet$/,
  })
})

test('there is one look also when no time is left', async () => {
  assert.equal(await until('it', () => 'there', { within: -1 }), 'there')
  let looks = 0
  const probe = () => {
    looks++
    return undefined
  }
  await assert.rejects(until('it', probe, { within: -1, every: 1 }), { code: 'TIMED_OUT' })
  assert.equal(looks, 1)
})

test('what has become hopeless ends the waiting at once', async () => {
  const hopeless = new Hopeless('it has ended')
  let looks = 0
  const probe = () => {
    looks++
    throw hopeless
  }
  await assert.rejects(until('it', probe, { within: 60_000 }), (error) => error === hopeless)
  assert.equal(looks, 1)
  assert.ok(hopeless instanceof RecoveryError)
  assert.equal(hopeless.code, 'HOPELESS')
})
