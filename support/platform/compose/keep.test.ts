import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { execa } from 'execa'
import got from 'got'
import { Client } from 'pg'
import { until } from '../../poll'
import { assertNothingLeftIn, runIdIn, suite } from '../../testing/suite'
import { processesIn } from '../embedded/proc'
import { makeScratch, removeScratch } from '../testing/scratch'
import { engineProblem } from './engine'
import { removeLeftovers } from './leftovers'
import { madeBy } from './testing/own_run'

const scenario = 'Somebody registers with a stored email$'

describe('a run on Compose that keeps its stacks', async () => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    test('says how to reach and to remove them', { skip: problem })
    return
  }
  const folder = await makeScratch()

  after(async () => {
    // Only what a test that failed did not remove.
    const id = runIdIn(folder)
    if (id !== undefined) await removeLeftovers(id, {}, 0)
    await removeScratch(folder)
  })

  function start() {
    const keep = ['--world-parameters', JSON.stringify({ keep: true })]
    return suite(['-p', 'compose', '--name', scenario, ...keep], { folder, timeout: 180_000 })
  }

  /** What the run has made so far, or undefined. */
  async function made(): Promise<string[] | undefined> {
    const id = runIdIn(folder)
    const found = id === undefined ? [] : await madeBy(id)
    return found.length > 0 ? found : undefined
  }

  async function remove(said: string): Promise<void> {
    const id = runIdIn(folder) ?? ''
    assert.notDeepEqual(await madeBy(id), [])
    const [, commands = ''] = /To remove all of it:\n((?: {2}.*\n)+)/.exec(said) ?? []
    await execa('sh', ['-e', '-c', commands])
    assert.deepEqual(await madeBy(id), [])
    assertNothingLeftIn(folder)
  }

  test('says how to reach and to remove them', async () => {
    const { exitCode, all } = await start()
    assert.equal(exitCode, 0, all)
    const [, health = ''] = /API +curl (\S+)/.exec(all) ?? []
    assert.equal((await got(health)).statusCode, 200)
    const [, connectionString = ''] = /database +psql (\S+)/.exec(all) ?? []
    const client = new Client({ connectionString })
    await client.connect()
    assert.notDeepEqual((await client.query('SELECT * FROM users')).rows, [])
    await client.end()
    const [, look = ''] = /look +(docker compose [^;]* ps);/.exec(all) ?? []
    assert.match((await execa('sh', ['-c', look])).stdout, /database/)
    await remove(all)
  })

  test('has said how to remove them when it is killed', async () => {
    const running = start()
    await until('something to be made', made, { within: 150_000 })
    running.kill('SIGKILL')
    const { all } = await running
    await until('the reaper to be done', () => processesIn(folder).length === 0 || undefined, {
      within: 60_000,
    })
    await remove(all)
  })
})
