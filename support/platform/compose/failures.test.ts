import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { compose } from '.'
import type { Reaper } from '../../reaper/reaper'
import type { Run } from '../provider'
import { docker, linesOf } from './docker'
import { engineProblem } from './engine'
import { passwordFile } from './settings'
import { madeBy, ownRun } from './testing/own_run'

const parameters = { platform: 'compose' } as const

describe('a Compose stack', async () => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    test('fails in one sentence', { skip: problem })
    return
  }
  let run: Run
  let reaper: Reaper

  before(async () => {
    ;({ run, reaper } = await ownRun())
    await compose.prepare(run, parameters)
  })

  after(async () => {
    await reaper.release()
    assert.deepEqual(await madeBy(run.id), [])
  })

  test('says which port was taken, and leaves nothing behind', async () => {
    const stack = await compose.createStack(run, 'port')
    const other = createServer().listen(stack.database.port, '127.0.0.1')
    await once(other, 'listening')
    await assert.rejects(stack.up(), {
      code: 'PORT_TAKEN',
      message: new RegExp(`port ${stack.database.port} of 127.0.0.1 was taken`),
    })
    other.close()
    await stack.down()
    assert.deepEqual(await containersNamed('port'), [])
  })

  test('says what a component wrote that did not come up', async () => {
    const stack = await compose.createStack(run, 'unhealthy')
    await writeFile(passwordFile(run), '')
    await assert.rejects(stack.up(), {
      code: 'STACK_NOT_UP',
      message: /^the stack did not come up: the database ended while it was starting[^]*POSTGRES_PASSWORD/,
    })
    await stack.down()
    assert.deepEqual(await containersNamed('unhealthy'), [])
  })

  test('leaves alone what somebody else made under its name', async () => {
    const stack = await compose.createStack(run, 'foreign')
    const name = `recovery-${run.id}-foreign`
    await docker(['network', 'create', '--label', `com.docker.compose.project=${name}`, name])
    try {
      await assert.rejects(stack.down(), { code: 'NOT_OURS', message: /was not made by this run/ })
      assert.match(await docker(['network', 'ls']), new RegExp(name))
    } finally {
      await docker(['network', 'rm', name])
    }
  })

  async function containersNamed(stack: string): Promise<string[]> {
    const filter = `label=com.docker.compose.project=recovery-${run.id}-${stack}`
    return linesOf(await docker(['container', 'ls', '--all', '--quiet', '--filter', filter]))
  }

  test('whose image cannot be built is told of with the last lines of the build', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'recovery-test-'))
    for (const folder of ['docker', 'support/platform/compose'])
      await cp(join(run.projectRoot, folder), join(broken, folder), { recursive: true })
    await writeFile(join(broken, 'docker/Dockerfile'), 'FROM node:24-slim\nRUN echo "out of luck"; exit 3\n')
    const other = await ownRun()
    await assert.rejects(compose.prepare({ ...other.run, projectRoot: broken }, parameters), {
      code: 'IMAGE_FAILED',
      message: /^building the image of the API failed; the last it said:[^]*out of luck/,
    })
    await other.reaper.release()
    assert.deepEqual(await madeBy(other.run.id), [])
    await rm(broken, { recursive: true })
  })
})
