import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { compose } from '.'
import type { Platform } from '../platform'
import { failsWithin } from '../testing/fails_within'
import { engineProblem, findEngine } from './engine'
import { removeLeftovers } from './leftovers'
import { type EngineProxy, startProxy } from './testing/engine_proxy'
import { madeBy, ownRun } from './testing/own_run'

const parameters = { platform: 'compose' } as const
const ownSocket = '/var/run/docker.sock'

describe('an engine that does not answer', async () => {
  const problem =
    (await engineProblem()) ?? (existsSync(ownSocket) ? undefined : `no engine listens at ${ownSocket}`)
  if (problem !== undefined) {
    test('is told of in one sentence', { skip: problem })
    return
  }
  const { DOCKER_HOST } = process.env
  let proxy: EngineProxy
  let own: Awaited<ReturnType<typeof ownRun>>
  let stack: Platform

  before(async () => {
    own = await ownRun()
  })

  after(async () => {
    forgetProxy()
    await proxy.close()
    await removeLeftovers(own.run.id, {}, 0)
    assert.deepEqual(await madeBy(own.run.id), [])
  })

  async function useProxy(engine?: string): Promise<void> {
    proxy = await startProxy(engine)
    process.env['DOCKER_HOST'] = proxy.host
  }

  function forgetProxy(): void {
    if (DOCKER_HOST === undefined) delete process.env['DOCKER_HOST']
    else process.env['DOCKER_HOST'] = DOCKER_HOST
  }

  test('from the beginning is found out before anything is made', async () => {
    await useProxy()
    await failsWithin(40_000, findEngine(), {
      code: 'NO_ENGINE',
      message:
        /^no Docker engine answers at unix:.* \(docker version did not end within 10 s\); start it, or use the embedded platform/,
    })
    await proxy.close()
  })

  test('any more is found out by the command that waits for it', async () => {
    await useProxy(ownSocket)
    await compose.prepare(own.run, parameters)
    stack = await compose.createStack(own.run, 'silence')
    await stack.up()
    assert.equal(await stack.trouble(), undefined)
    proxy.hang()
    await failsWithin(90_000, stack.stop('api'), {
      code: 'ENGINE_SILENT',
      message:
        /^the Docker engine "unix:.*" stopped answering: docker container inspect did not end within 30 s, and docker version did not end within 10 s; restart it/,
    })
  })

  test('any more is not waited for that long again', async () => {
    const silent = { code: 'ENGINE_SILENT', message: /^the Docker engine "unix:.*" stopped answering/ }
    assert.match((await stack.trouble()) ?? '', silent.message)
    await failsWithin(40_000, stack.start('api'), silent)
    await failsWithin(40_000, stack.down(), silent)
    await failsWithin(40_000, (await compose.createStack(own.run, 'next')).up(), silent)
  })

  test('any more does not hold the end of the run, which says how to find what is left', async () => {
    await failsWithin(150_000, own.reaper.release(), {
      code: 'NOT_CLEANED_UP',
      message: new RegExp(
        `the engine may still hold containers, networks, volumes and an image with the label recovery.run=${own.run.id}`,
      ),
    })
    assert.ok(!existsSync(own.run.directory))
    forgetProxy()
    assert.notDeepEqual(await madeBy(own.run.id), [])
  })
})
