import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  deletion,
  failure,
  imported,
  operation,
  read,
  registered,
  registration,
  user,
} from '../history/testing/operations'
import { expectProper } from './proper'

const taken = { ...registration('rejected'), status: 409, code: 'email-taken' }
const turnedAway = operation({ outcome: 'rejected', status: 503, retryAfter: 1 })
const gone = { ...deletion('rejected', '1'), status: 404 }
const bob = user({ email: 'bob@example.test' })

describe('an answer that the service may give', () => {
  for (const [what, operations] of [
    ['what was promised', [registered('1'), { ...deletion('acknowledged', '1'), status: 204 }]],
    ['none', [failure(0)]],
    ['"try again soon"', [turnedAway, { ...turnedAway, kind: 'health' }]],
    ['a refusal of an email that was asked for before', [registered('1'), taken]],
    ['the same in another letter case', [registered('1', user({ email: 'ANA@example.test' })), taken]],
    [
      'a refusal of an import that has an email twice',
      [{ ...imported('rejected', [bob, bob]), status: 409 }],
    ],
    ['a refusal of an import with a flaw', [{ ...imported('rejected', [bob]), status: 400 }]],
    ['that a user is gone whose deletion was asked for', [deletion('indeterminate', '1'), read('1')]],
    ['that a user is gone whose deletion was asked for twice', [deletion('acknowledged', '1'), gone]],
  ] as const) {
    test(`is ${what}`, () => {
      expectProper(operations)
    })
  }
})

describe('an answer that the service may not give', () => {
  for (const [what, answer] of [
    ['an internal error', operation({ outcome: 'indeterminate', status: 500 })],
    ['that of a gateway', operation({ outcome: 'indeterminate', status: 504 })],
    ['a 503 that does not say when to try again', operation({ outcome: 'rejected', status: 503 })],
    ['a 503 that says "tomorrow"', { ...turnedAway, retryAfter: 86_400 }],
    ['that a request is wrong which is not', { ...gone, status: 400 }],
    ['that an email is taken for which nobody else asked', taken],
    ['the same of an import', { ...imported('rejected', [bob]), status: 409 }],
    ['that a user is gone whom nobody asked to delete', read('2')],
    ['that a user is gone who is just being deleted', gone],
    ['that the list is not there', { ...read('1'), kind: 'list' as const }],
    ['a failure of liveness', { ...turnedAway, kind: 'live' as const }],
    ['a 2xx without what was promised', operation({ outcome: 'indeterminate', status: 201 })],
    ['a redirection', operation({ outcome: 'rejected', status: 302 })],
  ] as const) {
    test(`is ${what}`, () => {
      assert.throws(
        () => {
          expectProper([registered('9', user({ email: 'eve@example.test' })), answer])
        },
        { code: 'NOT_AS_PROMISED', message: /^1 of 2 .* one that the service may give/ },
      )
    })
  }
})
