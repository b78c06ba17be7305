import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { processesIn } from './platform/embedded/proc'
import { until } from './poll'
import { assertNothingLeftIn, suite as suiteIn } from './testing/suite'

const folder = mkdtempSync(join(tmpdir(), 'runner test '))
// As root, PostgreSQL runs as another user, who must be able to enter.
chmodSync(folder, 0o711)

after(() => {
  rmSync(folder, { recursive: true })
})

function suite(...args: string[]) {
  return suiteIn(args, { folder, timeout: 120_000 })
}

describe('the suite', () => {
  test(
    'says so when PostgreSQL cannot enter the folder for temporary files',
    { skip: process.getuid?.() !== 0 && 'only root runs it as another user' },
    async () => {
      chmodSync(folder, 0o700)
      const { all, exitCode } = await suite('--tags', '@TC_009')
      chmodSync(folder, 0o711)
      assert.match(all, /the user nobody, as whom PostgreSQL runs, cannot enter .*; set TMPDIR/)
      assert.doesNotMatch(all, /\n\s+at |Caused by/)
      assert.equal(exitCode, 1)
      assertNothingLeftIn(folder)
    },
  )

  test('selects scenarios by tag', async () => {
    const { all, exitCode } = await suite('--dry-run', '--tags', '@TC_004')
    assert.match(all, /\b5 scenarios \(5 skipped\)/)
    assert.equal(exitCode, 0)
  })

  test('selects scenarios by name', async () => {
    const { all } = await suite('--dry-run', '--name', 'a stored email in another letter case')
    assert.match(all, /\b1 scenario \(1 skipped\)/)
  })

  test('has no step that is undefined or ambiguous, in any profile', async () => {
    for (const profile of ['default', 'ci', 'compose']) {
      const { all, exitCode } = await suite('--dry-run', '--profile', profile)
      assert.doesNotMatch(all, /undefined|ambiguous/)
      assert.equal(exitCode, 0)
    }
  })

  test('fails on a step that nobody has defined', async () => {
    const feature = join(folder, 'undefined.feature')
    writeFileSync(feature, 'Feature: F\n  Scenario: S\n    When the moon falls on the API\n')
    const { all, exitCode } = await suite(feature)
    assert.match(all, /Undefined/)
    assert.equal(exitCode, 1)
    assertNothingLeftIn(folder)
  })

  for (const [given, sentence] of [
    ['{"platform":"kubernetes"}', /there is no platform "kubernetes"; choose one of: embedded/],
    ['{"seed":"tuesday"}', /the seed "tuesday" cannot be used; give a whole number/],
    ['{"seeed":1}', /there is no world parameter "seeed"; the parameters are/],
  ] as const) {
    test(`refuses the world parameters ${given} in one sentence`, async () => {
      const { all, exitCode } = await suite('--world-parameters', given)
      assert.match(all, sentence)
      assert.doesNotMatch(all, /\n\s+at /)
      assert.equal(exitCode, 1)
      assertNothingLeftIn(folder)
    })
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    test(`leaves no process and no directory when it is ended by ${signal}`, async () => {
      const running = suite('--tags', '@TC_017')
      // The API's process comes last, so both components run by then.
      await until('both components to run', () => processesIn(folder).length >= 3 || undefined, {
        within: 60_000,
      })
      running.kill(signal)
      await running
      await until(
        'everything to be gone',
        () => {
          assertNothingLeftIn(folder)
          return true
        },
        { within: 30_000 },
      )
    })
  }
})
