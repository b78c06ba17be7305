import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { embedded } from '.'
import type { Reaper } from '../../reaper/reaper'
import { ownRun } from '../compose/testing/own_run'
import type { Platform } from '../platform'
import type { Run } from '../provider'
import { isInSystem, sharedMemoryOf } from './mapped_memory'

describe('the shared memory of an embedded database', () => {
  let run: Run
  let reaper: Reaper
  let released = false
  const release = async (): Promise<void> => {
    if (!released) await reaper.release()
    released = true
  }
  before(async () => {
    ;({ run, reaper } = await ownRun())
    await embedded.prepare(run, { platform: 'embedded' })
  })
  after(release)

  /** A stack that is up, and what of the system's shared memory its database has. */
  async function stack(name: string): Promise<{ platform: Platform; memory: string[] }> {
    const platform = await embedded.createStack(run, name)
    await platform.up()
    const { incarnation } = await platform.status('database')
    assert.ok(incarnation)
    return { platform, memory: sharedMemoryOf(incarnation.pid) }
  }

  function assertGone(memory: string[]): void {
    assert.equal(memory.length, 1)
    assert.deepEqual(memory.filter(isInSystem), [])
  }

  test('is gone when its stack is taken down', async () => {
    const { platform, memory } = await stack('down')
    assert.deepEqual(memory.filter(isInSystem), memory)
    await platform.down()
    assertGone(memory)
  })

  test('is gone when the run ends after its server was killed', async () => {
    const { platform, memory } = await stack('killed')
    await platform.kill('api')
    await platform.kill('database')
    await release()
    assertGone(memory)
  })
})
