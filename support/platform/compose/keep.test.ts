import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { execa } from 'execa'
import got from 'got'
import { Client } from 'pg'
import { until } from '../../poll'
import { processesIn } from '../embedded/proc'
import { engineProblem } from './engine'
import { removeLeftovers } from './leftovers'
import { madeBy } from './testing/own_run'

const root = resolve(__dirname, '../../..')
const prefix = 'recovery-specifications-'
const scenario = 'Somebody registers with a stored email$'

describe('a run on Compose that keeps its stacks', async () => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    test('says how to reach and to remove them', { skip: problem })
    return
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'recovery-test-')))

  function kept(): string[] {
    return readdirSync(folder).filter((name) => name.startsWith(prefix))
  }

  after(async () => {
    // Only what a test that failed did not remove.
    for (const name of kept()) await removeLeftovers(name.slice(prefix.length), {}, 0)
    rmSync(folder, { recursive: true })
  })

  function start() {
    const args = ['-p', 'compose', '--format', 'summary', '--name', scenario]
    const keep = ['--world-parameters', JSON.stringify({ keep: true })]
    return execa(process.execPath, [join(root, 'node_modules/.bin/cucumber-js'), ...args, ...keep], {
      ...{ cwd: root, env: { TMPDIR: folder }, reject: false, timeout: 180_000, all: true },
    })
  }

  async function remove(said: string): Promise<void> {
    const [, id = ''] = /recovery\.run=(\S+)/.exec(said) ?? []
    assert.notDeepEqual(await madeBy(id), [])
    const [, commands = ''] = /To remove all of it:\n((?: {2}.*\n)+)/.exec(said) ?? []
    await execa('sh', ['-e', '-c', commands], { cwd: root })
    assert.deepEqual(await madeBy(id), [])
    assert.deepEqual(kept(), [])
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
    let said = ''
    running.all.on('data', (piece: Buffer) => (said += piece.toString()))
    await until(
      'something to be made',
      async () => {
        const [, id] = /recovery\.run=(\S+)/.exec(said) ?? []
        return (id !== undefined && (await madeBy(id)).length > 0) || undefined
      },
      { within: 150_000 },
    )
    running.kill('SIGKILL')
    await running
    await until('the reaper to be done', () => processesIn(folder).length === 0 || undefined, {
      within: 60_000,
    })
    await remove(said)
  })
})
