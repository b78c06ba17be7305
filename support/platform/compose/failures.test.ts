import assert from 'node:assert/strict'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { compose } from '.'
import type { Reaper } from '../../reaper/reaper'
import type { Component } from '../platform'
import type { Run } from '../provider'
import { waitUntilReady } from '../ready'
import { failsWithin } from '../testing/fails_within'
import { takePort } from '../testing/port_taker'
import { docker, linesOf } from './docker'
import { engineProblem, findEngine } from './engine'
import { imageOf, passwordFile, runLabel, writeSettings } from './settings'
import { madeBy, ownRun } from './testing/own_run'

/** What a port that is taken must be told of as. */
function portTaken(component: Component, port: number) {
  const sentence = `^the ${component} cannot be started: port ${port} of 127.0.0.1, which it needs, was taken`
  return { code: 'PORT_TAKEN', message: new RegExp(sentence) }
}

/** Builds for a run an image like another one, whose service exits at its start. */
async function buildExiting(like: string, { id, directory }: Run): Promise<void> {
  const dockerfile = `FROM ${like}\nLABEL ${runLabel}=${id}\nCMD ["sh", "-c", "echo out of luck; exit 3"]\n`
  await writeFile(join(directory, 'Dockerfile'), dockerfile)
  await docker(['build', '--tag', imageOf(id), directory])
}

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
    const other = await takePort(stack.database.port)
    await failsWithin(90_000, stack.up(), portTaken('database', stack.database.port))
    other.close()
    await stack.down()
    assert.deepEqual(await containersNamed('port'), [])
  })

  test('says which port was taken in the middle of a restart, and restarts once it is free', async () => {
    const stack = await compose.createStack(run, 'restart')
    await stack.up()
    for (const [component, port] of [
      ['api', Number(new URL(stack.apiUrl).port)],
      ['database', stack.database.port],
    ] as const) {
      await stack.stop(component)
      const other = await takePort(port)
      await failsWithin(60_000, stack.start(component), portTaken(component, port))
      assert.equal((await stack.status(component)).running, false)
      other.close()
      await stack.start(component)
      await waitUntilReady(stack, 60_000)
    }
    await stack.down()
    assert.deepEqual(await containersNamed('restart'), [])
  })

  test('says with which code the service ended that did not come up, and what it wrote', async () => {
    const { run: broken, reaper: itsReaper } = await ownRun()
    await writeSettings(broken, { engine: await findEngine(), keep: false })
    await cp(passwordFile(run), passwordFile(broken))
    await buildExiting(imageOf(run.id), broken)
    const stack = await compose.createStack(broken, 'exiting')
    await failsWithin(90_000, stack.up(), {
      code: 'STACK_NOT_UP',
      message: /: the api exited with code 3 while it was starting; the last it wrote:\s+out of luck/,
    })
    await stack.down()
    await itsReaper.release()
    assert.deepEqual(await madeBy(broken.id), [])
  })

  test('says what a component wrote that did not come up', async () => {
    const stack = await compose.createStack(run, 'unhealthy')
    await writeFile(passwordFile(run), '')
    await failsWithin(90_000, stack.up(), {
      code: 'STACK_NOT_UP',
      message:
        /^the stack did not come up: the database exited with code 1 while it was starting[^]*POSTGRES_PASSWORD/,
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
