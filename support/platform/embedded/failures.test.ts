import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { appendFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { embedded } from '.'
import type { Reaper } from '../../reaper/reaper'
import { components, type Platform } from '../platform'
import type { Run } from '../provider'
import { waitUntilReady } from '../ready'
import { failsWithin } from '../testing/fails_within'
import { ownRun } from '../compose/testing/own_run'
import { takePort } from '../testing/port_taker'
import { processesIn } from './proc'
import { serviceBuild } from './service_build'

let run: Run
let reaper: Reaper
let stack: Platform

beforeEach(async () => {
  ;({ run, reaper } = await ownRun())
  await embedded.prepare(run, { platform: 'embedded' })
  stack = await embedded.createStack(run, 'failing')
})

afterEach(async () => {
  await stack.down()
  assert.deepEqual(processesIn(run.directory), [])
  assert.ok(!existsSync(join(run.directory, 'stacks/failing')))
  await reaper.release()
  assert.ok(!existsSync(run.directory))
})

/** A file of the data directory that every stack of the run gets a copy of. */
function dataFile(name: string): string {
  return join(run.directory, 'template', name)
}

describe('a stack does not come up, and says so,', () => {
  test('when PostgreSQL runs and never becomes ready', async () => {
    // It waits for a piece of its log that never comes. Its user must be able to write these files.
    await writeFile(dataFile('recovery.signal'), '', { mode: 0o666, flush: true })
    await appendFile(dataFile('postgresql.auto.conf'), "restore_command = 'sleep 600'\n")
    await failsWithin(90_000, stack.up(), {
      code: 'STACK_NOT_UP',
      message:
        /timed out after 60 s waiting for the service .* 503 [^]*\nthe database: the last it wrote:[^]*start/,
    })
  })

  test('when PostgreSQL cannot read its data', async () => {
    await truncate(dataFile('global/pg_control'), 100)
    await failsWithin(30_000, stack.up(), {
      code: 'STACK_NOT_UP',
      message: /: the database was ended by SIGABRT while it was starting; the last it wrote:[^]*pg_control/,
    })
  })

  test('when the service throws', async () => {
    await writeFile(join(serviceBuild(run), 'server.js'), 'throw new Error("out of luck")')
    await failsWithin(30_000, stack.up(), {
      code: 'STACK_NOT_UP',
      message: /: the api exited with code 1 while it was starting; the last it wrote:[^]*out of luck/,
    })
  })

  test('when the service refuses a value of its environment', async () => {
    const server = join(serviceBuild(run), 'server.js')
    await rename(server, join(serviceBuild(run), 'real_server.js'))
    await writeFile(server, 'process.env.PORT = "none"; require("./real_server.js")')
    await failsWithin(30_000, stack.up(), {
      code: 'STACK_NOT_UP',
      message: /: the api exited with code 1 while it was starting; the last it wrote:[^]*PORT/,
    })
  })

  test('when a port was taken since it was chosen', async () => {
    const other = await takePort(stack.database.port)
    await failsWithin(10_000, stack.up(), {
      code: 'PORT_TAKEN',
      message: new RegExp(`^the database cannot be started: port ${stack.database.port} of 127.0.0.1`),
    })
    other.close()
  })
})

describe('a restart fails, and says so,', () => {
  for (const component of components) {
    test(`when the port of the ${component} is taken meanwhile, and works once it is free`, async () => {
      const port = component === 'api' ? Number(new URL(stack.apiUrl).port) : stack.database.port
      await stack.up()
      await stack.stop(component)
      const other = await takePort(port)
      await failsWithin(10_000, stack.start(component), {
        code: 'PORT_TAKEN',
        message: new RegExp(
          `^the ${component} cannot be started: port ${port} of 127.0.0.1, which it needs, was taken`,
        ),
      })
      assert.equal((await stack.status(component)).running, false)
      other.close()
      await stack.start(component)
      await waitUntilReady(stack, 30_000)
    })
  }
})
