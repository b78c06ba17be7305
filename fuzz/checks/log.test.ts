import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { now } from '../../support/clock'
import { Windows } from '../faults/windows'
import { logWrongs } from './log'

function line(level: number, at: number, more: object = {}): string {
  return JSON.stringify({ level, time: new Date(at).toISOString(), msg: 'x', ...more })
}

describe('a log', () => {
  const before = now()
  const windows = new Windows()
  const close = windows.open()
  const within = now()
  close()

  test('may tell what was answered, and warn', () => {
    assert.deepEqual(logWrongs([line(30, 0), line(40, 0)], windows), [])
  })

  test('may tell of errors while something is broken', () => {
    assert.deepEqual(logWrongs([line(50, within)], windows), [])
  })

  test('must not tell of errors at any other time', () => {
    for (const at of [before - 5000, within + 5000])
      assert.match(logWrongs([line(50, at)], windows).join(), /logged an error while nothing was broken/)
  })

  test('must never tell of an error that nobody handled', () => {
    assert.match(logWrongs([line(60, within, { msg: 'unhandled error' })], windows).join(), /unhandled error/)
  })

  test('must hold nothing but what was logged', () => {
    for (const text of [
      '(node:1) MaxListenersExceededWarning: x',
      '    at run (a.js:1:2)',
      '{"level":30}',
      'null',
    ])
      assert.match(logWrongs([text], windows).join(), /wrote past its logger/)
  })
})

describe('the times in which something is broken', () => {
  test('explain what touches them, and nothing else', () => {
    const windows = new Windows()
    const start = now()
    assert.ok(!windows.explain(start - 10, start + 10))
    const close = windows.open()
    assert.ok(windows.explain(start - 10, now()))
    assert.ok(windows.explain(now() + 60_000, now() + 60_000), 'until they end')
    close()
    assert.ok(windows.explain(start, now() + 60_000))
    assert.ok(!windows.explain(start - 100, start - 50))
    assert.ok(!windows.explain(now() + 50, now() + 100))
  })
})
