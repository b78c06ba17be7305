import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { metricsIn, valueOf } from '../../support/service_metrics'
import { growthWrongs, type Holding } from './growth'
import { fullCollections, survivingHeap } from './metrics'

const MB = 2 ** 20
const early: Holding = {
  ...{ heap: 25 * MB, buffers: 4 * MB, resident: 200 * MB, files: 31 },
  ...{ backends: 3, pooled: 3, idle: 3, waiting: 0, openTransactions: 0 },
}

describe('growth', () => {
  test('is none when everything is as it was, or less', () => {
    assert.deepEqual(growthWrongs(early, early), [])
    assert.deepEqual(
      growthWrongs(early, { ...early, heap: MB, files: 20, backends: 0, pooled: 0, idle: 0 }),
      [],
    )
  })

  const wrong: [Partial<Holding>, RegExp][] = [
    [{ heap: 34 * MB }, /^heap grew by 9\.0 MB, from 25\.0 MB; at most 8\.0 MB/],
    [{ buffers: 80 * MB }, /^buffers grew by 76\.0 MB/],
    [{ resident: 600 * MB }, /^resident grew by 400\.0 MB/],
    [{ files: 36 }, /^files grew by 5, from 31; at most 4/],
    [{ backends: 4 }, /^4 database connections are open/],
    [{ idle: 2 }, /^1 pooled connections were not given back/],
    [{ waiting: 1 }, /^1 requests still wait/],
    [{ openTransactions: 1 }, /^1 transactions were left open/],
  ]
  for (const [changes, expected] of wrong) {
    test(`is seen: ${Object.keys(changes).join()}`, () => {
      const wrongs = growthWrongs(early, { ...early, ...changes })
      assert.equal(wrongs.length, 1)
      assert.match(wrongs[0] ?? '', expected)
    })
  }
})

describe('metrics', () => {
  const metrics = metricsIn(
    [
      '# HELP files x',
      'files 31',
      'gone NaN',
      ...['old', 'code', 'trusted', 'new'].map(
        (space, index) => `nodejs_heap_space_size_used_bytes{space="${space}"} ${10 ** index}`,
      ),
      'nodejs_gc_duration_seconds_count{kind="minor"} 9',
      'nodejs_gc_duration_seconds_count{kind="major"} 2',
    ].join('\n'),
  )

  test('are read by name and labels', () => {
    assert.equal(valueOf(metrics, 'files'), 31)
    assert.equal(survivingHeap(metrics), 111)
    assert.equal(fullCollections(metrics), 2)
    assert.equal(fullCollections(new Map()), 0)
  })

  test('that are absent or no number are no value', () => {
    for (const name of ['absent', 'gone']) assert.throws(() => valueOf(metrics, name), /has no metric/)
  })
})
