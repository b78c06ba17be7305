import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultRecord, registration } from './history/testing/operations'
import { expectStillHeld } from './observations'

describe('what is held up', () => {
  const held = faultRecord({ effectAt: 1000, held: true })
  const kill = faultRecord({ kind: 'kill', target: 'api', injectedAt: 2000, effectAt: 2800 })
  const ended = (sentAt: number, endedAt: number) => ({ ...registration('indeterminate'), sentAt, endedAt })

  test('may end from the next fault on', () => {
    expectStillHeld([ended(500, 900), ended(1100, 2000), ended(1200, 2500)], held, kill)
  })

  test('must not have been given up by the service before that took effect', () => {
    const givenUp = { ...ended(1100, 2790), code: 'request-timeout' }
    assert.throws(
      () => {
        expectStillHeld([givenUp], held, kill)
      },
      { code: 'INCONCLUSIVE' },
    )
    expectStillHeld([{ ...givenUp, endedAt: 2800 }], held, kill)
  })

  test('must not have ended before it: then nothing was under way', () => {
    assert.throws(
      () => {
        expectStillHeld([ended(1100, 1990), ended(1200, 2500)], held, kill)
      },
      { code: 'INCONCLUSIVE', message: /ended 10 ms before the kill of the api/ },
    )
  })
})
