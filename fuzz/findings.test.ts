import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Findings } from './findings'
import { parseOptions, replayCommand } from './options'

describe('findings', () => {
  test('are shown once each, with the first evidence and how to replay it', () => {
    const findings = new Findings()
    findings.add({ wrong: 'status 500', evidence: 'request 1', request: 1 })
    findings.add({ wrong: 'status 500', evidence: 'request 2', request: 2 })
    findings.add({ wrong: 'lost: fuzz-1234@example.test' })
    findings.add({ wrong: 'lost: fuzz-5678@example.test' })
    assert.equal(findings.count, 2)
    const text = findings.text((request) => `again ${request ?? 'all'}`)
    assert.match(
      text,
      /^2 distinct findings:\n1\. status 500 \(2 times\)\n {3}request 1\n {3}replay: again 1\n/,
    )
    assert.match(text, /2\. lost: fuzz-1234@example\.test \(2 times\)\n {3}replay: again all$/)
  })

  test('that differ in their status are not the same', () => {
    const findings = new Findings()
    for (const status of [500, 502]) findings.add({ wrong: `status ${status}` })
    assert.equal(findings.count, 2)
  })

  test('are ten at most', () => {
    const findings = new Findings()
    for (let number = 0; number < 12; number++) findings.add({ wrong: `wrong ${number}` })
    assert.match(
      findings.text(() => 'x'),
      /\n10\. wrong 9\n {3}replay: x\nand 2 more$/,
    )
  })
})

describe('the command line', () => {
  test('has a number of requests and a seed', () => {
    assert.deepEqual(parseOptions(['--requests', '500', '--seed', '7']), { requests: 500, seed: 7 })
    assert.deepEqual(parseOptions(['--only', '12', '--seed', '7']), { requests: 20_000, seed: 7, only: 12 })
    assert.equal(parseOptions([]).requests, 20_000)
  })

  test('is refused when a number is none', () => {
    for (const argument of ['--requests=5', '--requests=x', '--seed=-1', '--seed=2147483648', '--only=1.5'])
      assert.throws(() => parseOptions([argument]), /give a whole number from/)
  })

  test('of a replay has the seed', () => {
    const options = { requests: 500, seed: 7 }
    assert.equal(replayCommand(options), 'npm run fuzz -- --requests 500 --seed 7')
    assert.equal(replayCommand(options, 12), 'npm run fuzz -- --only 12 --seed 7')
  })
})
