import assert from 'node:assert/strict'
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { docker } from '../support/platform/compose/docker'
import { engineProblem } from '../support/platform/compose/engine'
import { runLabel } from '../support/platform/compose/settings'
import { ownRun } from '../support/platform/compose/testing/own_run'
import { embedded } from '../support/platform/embedded'
import { until } from '../support/poll'
import { Territory } from './territory'

const checkout = '/nonexistent/checkout'

describe('what a run left', () => {
  let territory: Territory
  let planted: ChildProcess | undefined
  beforeEach(async () => {
    territory = await Territory.claim({ checkout, usesEngine: false })
  })
  afterEach(async () => {
    planted?.kill('SIGKILL')
    planted = undefined
    await territory.clear()
  })

  /** A process that does nothing until it is ended, or this one is. */
  function plant(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): void {
    const settings: SpawnOptions = { cwd: '/', env: {}, stdio: ['pipe', 'ignore', 'ignore'] }
    planted = spawn('/bin/sh', ['-c', 'read -r nothing', 'sh', ...args], { ...settings, ...options })
  }

  async function assertFound(): Promise<void> {
    const pid = planted?.pid ?? NaN
    await until(
      'the planted process to be found',
      async () =>
        (await territory.leftovers()).some((each) => each.startsWith(`process ${pid} (`)) || undefined,
      { within: 5000 },
    )
  }

  test('is nothing at first', async () => {
    assert.deepEqual(await territory.leftovers(), [])
    assert.deepEqual((await territory.empty(1000)).left, [])
  })

  test('is a process that works in its folder', async () => {
    plant([], { cwd: territory.temporary })
    await assertFound()
  })

  test('is a process with the folder or the checkout in its command line', async () => {
    plant([join(territory.temporary, 'data')])
    await assertFound()
    planted?.kill('SIGKILL')
    plant([join(checkout, 'support')])
    await assertFound()
  })

  test('is a process that has only inherited its environment', async () => {
    plant([], { env: { TMPDIR: territory.temporary } })
    await assertFound()
  })

  test('is not what another run does', async () => {
    plant(['/tmp/recovery-burn-in-another'], { env: { TMPDIR: '/tmp/recovery-burn-in-another' } })
    assert.deepEqual(await territory.leftovers(), [])
  })

  test('is a file in its folder, but not a cache', async () => {
    await writeFile(join(territory.temporary, 'forgotten'), '')
    await mkdir(join(territory.temporary, 'v8-compile-cache-0'))
    assert.deepEqual(await territory.leftovers(), ['file forgotten'])
  })

  test('is told when it is not gone in time, and can be removed', async () => {
    plant([], { cwd: territory.temporary })
    await writeFile(join(territory.temporary, 'forgotten'), '')
    await assertFound()
    const { left, seconds } = await territory.empty(200)
    assert.match(left.join('\n'), /process \d+ \(.*read -r nothing sh\)[^]*file forgotten/)
    assert.ok(seconds >= 0.2 && seconds < 5, `${seconds}`)
    await territory.clear()
    assert.equal(existsSync(territory.temporary), false)
    await until('the process to be dead', () => planted?.signalCode ?? undefined, { within: 5000 })
  })
})

test('a killed database leaves shared memory, which is found', async () => {
  const { run, reaper } = await ownRun()
  const territory = await Territory.claim({ checkout: run.directory, usesEngine: false })
  const shared = async () => (await territory.leftovers()).filter((each) => each.startsWith('shared memory'))
  try {
    await embedded.prepare(run, { platform: 'embedded' })
    const platform = await embedded.createStack(run, 'killed')
    await platform.up()
    await territory.leftovers()
    await platform.kill('api')
    await platform.kill('database')
    assert.match((await shared()).join(), /^shared memory segment \d+$/)
    await platform.down()
    assert.deepEqual(await shared(), [])
  } finally {
    await reaper.release()
    await territory.clear()
  }
})

test('a network that bears the id of a run is found and removed', async (context) => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    context.skip(problem)
    return
  }
  const territory = await Territory.claim({ checkout, usesEngine: true })
  const id = `test-${process.pid}`
  const name = `recovery-burn-in-test-${process.pid}`
  try {
    await mkdir(join(territory.temporary, `recovery-specifications-${id}`))
    await docker(['network', 'create', '--label', `${runLabel}=${id}`, name])
    assert.ok((await territory.leftovers()).includes(`network ${name}`))
  } finally {
    await territory.clear()
  }
  assert.equal(await docker(['network', 'ls', '--quiet', '--filter', `name=${name}`]), '')
})
