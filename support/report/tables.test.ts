import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure, faultRecord, operation, success } from '../history/testing/operations'
import { recoveriesFrom } from './recoveries'
import { faultTable, lastOperations, measurementTable, operationTable, sendingTable } from './tables'

/** The cells of a table's rows, without its header. */
function rowsOf(table: string): string[][] {
  const [, , ...rows] = table.split('\n')
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

test('a measurement that was not kept stands out', () => {
  const measurement = { promise: 'recovery', objective: 'within 3.00 s', measured: '0.42 s' }
  const table = measurementTable([
    { ...measurement, kept: true },
    { ...measurement, kept: false },
  ])
  assert.deepEqual(rowsOf(table), [
    ['recovery', 'within 3.00 s', '0.42 s', 'kept'],
    ['recovery', 'within 3.00 s', '0.42 s', 'BROKEN'],
  ])
})

describe('the table of operations', () => {
  test('counts every kind by outcome', () => {
    const rejected = operation({ kind: 'register', outcome: 'rejected', status: 409 })
    const rows = rowsOf(operationTable([success(0), rejected, failure(0), rejected, success(0)]))
    assert.deepEqual(
      rows.map((cells) => cells.slice(0, 4)),
      [
        ['read', '2', '0', '1'],
        ['register', '0', '2', '0'],
      ],
    )
  })

  test('measures from the moment a request was due, not from its sending', () => {
    const [cells = []] = rowsOf(operationTable([operation({ dueAt: 0, sentAt: 900, endedAt: 1000 })]))
    assert.deepEqual(cells.slice(4), ['1000.0 ms', '1000.0 ms', '1000.0 ms', '1000.0 ms'])
  })

  test('does not mix the times of different kinds', () => {
    const slow = operation({ kind: 'import', endedAt: 2000 })
    const [read = [], imported = []] = rowsOf(operationTable([success(0), slow]))
    assert.deepEqual([read.at(-1), imported.at(-1)], ['10.0 ms', '2000.0 ms'])
  })

  test('has no rows without operations', () => {
    assert.deepEqual(rowsOf(operationTable([])), [])
  })
})

test('a fault shows when it took effect and was healed, counted from the start, the recovery and its witness', () => {
  const faults = [
    faultRecord({
      kind: 'outage',
      target: 'database',
      injectedAt: 1100,
      effectAt: 1500,
      healedAt: 4000,
      held: true,
    }),
    faultRecord({ effectAt: 13_000, witness: 'process 1 is gone, process 2 took over' }),
  ]
  const served = [success(4400), success(6000)]
  assert.deepEqual(rowsOf(faultTable(recoveriesFrom(served, faults), served, 1000)), [
    ['database outage', '0.50 s', '3.00 s', '0.41 s', 'process 1 is gone'],
    ['api kill', '12.0 s', '', 'nobody called afterwards', 'process 1 is gone, process 2 took over'],
  ])
})

describe('the last operations', () => {
  test('show when they were sent, by whom and how they ended', () => {
    assert.equal(
      lastOperations([{ ...failure(1420), client: 3 }], 1000),
      '0.42 s client 3 read: no answer ECONNREFUSED (indeterminate) after 10 ms',
    )
  })

  test('are the thirty latest', () => {
    const lines = lastOperations(
      Array.from({ length: 40 }, (_, index) => success(index * 1000)),
      0,
    ).split('\n')
    assert.equal(lines.length, 30)
    assert.match(lines[0] ?? '', /^10\.0 s /)
    assert.match(lines.at(-1) ?? '', /^39\.0 s /)
  })
})

describe('the table of how requests were sent', () => {
  const delay = {
    eventLoop: { p50: 0.1, p99: 2, max: 7 },
    gc: { count: 3, total: 5, longest: 2.5 },
    utilization: 0.25,
  }

  test('shows the own delay of clients who wait for answers', () => {
    assert.deepEqual(rowsOf(sendingTable({ delay, lateness: undefined, dropped: 0 })), [
      ['own delay', '0.1 ms', '2.0 ms', '7.0 ms'],
      ['collecting garbage', '3 times', '', '2.5 ms'],
      ['busy', '25.0 %', '', ''],
    ])
  })

  test('shows how punctual arrivals were, and what was left out', () => {
    const lateness = { count: 100, p50: 0.2, p90: 1, p99: 4, max: 9 }
    const rows = rowsOf(sendingTable({ delay: { ...delay, eventLoop: undefined }, lateness, dropped: 12 }))
    assert.deepEqual(
      rows.filter(([name]) => name !== 'busy' && name !== 'collecting garbage'),
      [
        ['sent later than due', '0.2 ms', '4.0 ms', '9.0 ms'],
        ['due, but never sent', '12', '', ''],
      ],
    )
  })
})
