import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import got from 'got'
import { platforms } from '.'
import { now } from '../clock'
import { platformNames } from '../config'
import { storedUsers } from '../database/contents'
import { until } from '../poll'
import { beginRun, type Reaper } from '../reaper/reaper'
import { UsersClient } from '../traffic/client'
import { type Component, components, type Incarnation, type Platform, sameIncarnation } from './platform'
import type { Run } from './provider'

// What every platform promises. The features rely on all of it.
const id = `contract-${process.pid}-${randomBytes(3).toString('hex')}`
const run: Run = {
  id,
  directory: join(tmpdir(), `recovery specifications ${id}`),
  projectRoot: resolve(__dirname, '../..'),
}

async function lifeOf(platform: Platform, component: Component): Promise<Incarnation> {
  const { incarnation } = await platform.status(component)
  assert.ok(incarnation, `the ${component} should be running`)
  return incarnation
}

async function ready(platform: Platform): Promise<void> {
  const client = new UsersClient(platform.apiUrl)
  await until('the service to be ready', () => isReady(client), { within: 30_000 })
  client.close()
}

async function isReady(client: UsersClient): Promise<true | undefined> {
  const { operation } = await client.health({ client: 0 })
  return operation.outcome === 'acknowledged' ? true : undefined
}

async function refused(platform: Platform): Promise<void> {
  await assert.rejects(
    got(`${platform.apiUrl}/health/live`, { retry: { limit: 0 }, timeout: { request: 2000 } }),
  )
}

for (const name of platformNames) {
  const provider = platforms[name]
  describe(`the ${name} platform`, async () => {
    const unavailable = await provider.unavailable?.()
    if (unavailable !== undefined) {
      test('keeps its promises', { skip: unavailable })
      return
    }
    let reaper: Reaper
    let platform: Platform

    before(async () => {
      reaper = await beginRun(run)
      await provider.prepare(run, { platform: name })
      platform = await provider.createStack(run, 'first')
      await platform.up()
    })

    after(async () => {
      await platform.down()
      await reaper.release()
      assert.ok(!existsSync(run.directory), 'the reaper should remove the directory of the run')
    })

    test('a stack is up when it says so, on 127.0.0.1 only', async () => {
      assert.match(platform.apiUrl, /^http:\/\/127\.0\.0\.1:\d+$/)
      assert.equal(platform.database.host, '127.0.0.1')
      await ready(platform)
      assert.deepEqual(await storedUsers(platform.database), [])
    })

    for (const component of components) {
      test(`a stopped ${component} is gone, and started again it lives another life at the same address`, async () => {
        const life = await lifeOf(platform, component)
        await platform.stop(component)
        assert.deepEqual((await platform.status(component)).running, false)
        if (component === 'api') await refused(platform)
        await platform.start(component)
        await ready(platform)
        assert.ok(!sameIncarnation(await lifeOf(platform, component), life))
      })

      test(`a killed ${component} stays down until it is started`, async () => {
        const life = await lifeOf(platform, component)
        await platform.kill(component)
        assert.equal((await platform.status(component)).running, false)
        // The restart policy would act within a tenth of a second, so this would see it.
        const watchedUntil = now() + 1000
        await until('a second to pass', () => now() > watchedUntil || undefined, { within: 5000 })
        assert.equal((await platform.status(component)).running, false)
        await platform.start(component)
        await ready(platform)
        assert.ok(!sameIncarnation(await lifeOf(platform, component), life))
      })

      test(`a crashed ${component} is brought back without being started`, async () => {
        const life = await lifeOf(platform, component)
        await platform.crash(component)
        await until(
          'another life',
          async () => {
            const { running, incarnation } = await platform.status(component)
            return (running && !sameIncarnation(incarnation, life)) || undefined
          },
          { within: 30_000 },
        )
        await ready(platform)
      })

      test(`a paused ${component} answers nothing and is the same afterwards`, async () => {
        const life = await lifeOf(platform, component)
        await platform.pause(component)
        const client = new UsersClient(platform.apiUrl, { timeout: 1500 })
        const { operation } = await client.health({ client: 0 })
        assert.notEqual(operation.outcome, 'acknowledged')
        client.close()
        await platform.unpause(component)
        await ready(platform)
        assert.ok(sameIncarnation(await lifeOf(platform, component), life))
      })

      test(`the ${component} logs what it did since a moment`, async () => {
        const all = await platform.logs(component)
        assert.ok(all.length > 0)
        assert.deepEqual(await platform.logs(component, now() + 60_000), [])
      })
    }

    test('starting what runs and stopping what is down change nothing', async () => {
      const life = await lifeOf(platform, 'api')
      await platform.start('api')
      assert.ok(sameIncarnation(await lifeOf(platform, 'api'), life))
      await platform.stop('api')
      await platform.stop('api')
      await platform.kill('api')
      await platform.start('api')
      await ready(platform)
    })

    test('two stacks share nothing', async () => {
      const second = await provider.createStack(run, 'second')
      try {
        await second.up()
        const client = new UsersClient(second.apiUrl)
        const user = { name: 'Only here', email: 'only@example.test', is_active: true }
        assert.equal((await client.register(user, { client: 0 })).operation.outcome, 'acknowledged')
        client.close()
        assert.equal((await storedUsers(second.database)).length, 1)
        assert.deepEqual(await storedUsers(platform.database), [])
      } finally {
        await second.down()
      }
      await second.down()
      await assert.rejects(storedUsers(second.database))
    })
  })
}
