import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { embedded } from '.'
import { until } from '../../poll'
import { assertNothingLeftIn, suite } from '../../testing/suite'
import { UsersClient } from '../../traffic/client'
import type { Platform } from '../platform'
import { failsWithin } from '../testing/fails_within'
import { ownRun } from '../compose/testing/own_run'
import { diskProblem, makeSmallDisk, type SmallDisk } from '../testing/small_disk'

const parameters = { platform: 'embedded' } as const
const outage = `Feature: On a disk that gets full
  Scenario: The database is away
    Given 10 clients are registering users
    When the database is away for 3 seconds
    Then the service recovers within 10 seconds`
const megabyte = 1024 * 1024

describe('on a disk that is full', async () => {
  const problem = await diskProblem()
  if (problem !== undefined) {
    test('everything that fails says so', { skip: problem })
    return
  }
  let disk: SmallDisk

  afterEach(async () => {
    assertNothingLeftIn(disk.folder)
    await disk.remove()
  })

  for (const [what, megabytes, detail] of [
    ['what PostgreSQL is run from', 30, /ENOSPC/],
    ['a new database', 82, /initdb failed: .*No space left on device/],
  ] as const) {
    test(`a run that finds no space for ${what} says so`, async () => {
      disk = await makeSmallDisk(megabytes)
      const { run, reaper } = await ownRun(disk.folder)
      await failsWithin(60_000, embedded.prepare(run, parameters), {
        code: 'DISK_FULL',
        message: new RegExp(
          `^the disk that holds ${run.directory} is full: ${detail.source}.*; free some space`,
        ),
      })
      await reaper.release()
    })
  }
})

describe('a stack on a disk that gets full', async () => {
  const problem = await diskProblem()
  if (problem !== undefined) {
    test('says so', { skip: problem })
    return
  }
  let disk: SmallDisk
  let own: Awaited<ReturnType<typeof ownRun>>
  let stack: Platform

  beforeEach(async () => {
    disk = await makeSmallDisk(220)
    own = await ownRun(disk.folder)
    await embedded.prepare(own.run, parameters)
    stack = await embedded.createStack(own.run, 'full')
  })

  afterEach(async () => {
    await stack.down()
    await own.reaper.release()
    assertNothingLeftIn(disk.folder)
    await disk.remove()
  })

  test('says so when there is no space for its data', async () => {
    await disk.fill(20 * megabyte)
    await failsWithin(30_000, stack.up(), {
      code: 'DISK_FULL',
      message: /is full: copying the data directory failed: cp: .*No space left on device; free some space/,
    })
  })

  test('says so when PostgreSQL gets no space while it runs', async () => {
    await stack.up()
    assert.equal(await stack.trouble(), undefined)
    await disk.fill(0)
    const client = new UsersClient(stack.apiUrl)
    await until(
      'a write that fails',
      async () => {
        const name = randomBytes(8).toString('hex')
        const user = { name, email: `${name}@example.test`, is_active: true }
        const { operation } = await client.register(user, { client: 0 })
        return operation.outcome === 'acknowledged' ? undefined : operation
      },
      { within: 60_000 },
    )
    client.close()
    // A database that fell because of it has given some back.
    await disk.fill(0)
    assert.match(
      (await stack.trouble()) ?? '',
      /^the disk that holds .* is full: it has 0\.0 MB left; free some/,
    )
  })
})

describe('the suite on a disk that gets full', async () => {
  const problem = await diskProblem()
  if (problem !== undefined) {
    test('says so', { skip: problem })
    return
  }

  test('says so in the scenario that fails, and leaves nothing', async () => {
    const disk = await makeSmallDisk(250)
    const feature = join(disk.folder, 'outage.feature')
    writeFileSync(feature, outage)
    const running = suite(['--parallel', '0', feature], { folder: disk.folder, timeout: 240_000 })
    await until('a stack to be up', () => isUp(disk), { within: 60_000 })
    let ended = false
    void running.finally(() => (ended = true))
    // A database that ends removes files of its own, which must not be enough to go on with.
    const stillFull = (): Promise<true | undefined> => disk.fill(0).then(() => ended || undefined)
    await until('the run to end', stillFull, { within: 240_000 })
    const { all, exitCode } = await running
    assert.match(
      all,
      /RecoveryError: .*the disk that holds .* is full: it has \d+\.\d MB left; free some space there/,
    )
    assert.doesNotMatch(all, /\n\s+at |Caused by/)
    assert.equal(exitCode, 1)
    assertNothingLeftIn(disk.folder)
    await disk.remove()
  })
})

/** Whether the service of the first stack has said that it is ready. */
function isUp({ folder }: SmallDisk): true | undefined {
  const [log] = globSync('recovery-*/stacks/*/api.log', { cwd: folder })
  return (log !== undefined && readFileSync(join(folder, log), 'utf8').includes('"status":200')) || undefined
}
