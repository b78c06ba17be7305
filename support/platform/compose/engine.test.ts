import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { engineProblem, findEngine } from './engine'

// A docker command of our own says what real ones say in situations that no test can bring about.
const local = `'{"Name":"default","Endpoints":{"docker":{"Host":"unix:///var/run/docker.sock"}}}'`
const elsewhere = `'{"Name":"staging","Endpoints":{"docker":{"Host":"ssh://admin@staging.test"}}}'`
const byVariable = `'{"Name":"default","Endpoints":{"docker":{"Host":"tcp://10.0.0.7:2375"}}}'`
const works = { context: `echo ${local}`, compose: 'echo 2.26.1-4', version: 'echo 27.0.1' }

describe('the engine', () => {
  const { PATH, DOCKER_HOST } = process.env
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recovery-test-'))
    process.env['PATH'] = folder
    delete process.env['DOCKER_HOST']
  })

  afterEach(async () => {
    process.env['PATH'] = PATH
    if (DOCKER_HOST !== undefined) process.env['DOCKER_HOST'] = DOCKER_HOST
    await rm(folder, { recursive: true })
  })

  /** Installs a docker command that answers by the shell commands given. */
  async function docker(answers: Partial<typeof works>): Promise<void> {
    const cases = Object.entries({ ...works, ...answers }).map(([command, run]) => `${command}) ${run};;`)
    await writeFile(join(folder, 'docker'), `#!/bin/sh\ncase "$1" in\n${cases.join('\n')}\nesac\n`)
    await chmod(join(folder, 'docker'), 0o755)
  }

  test('is the one that the current context names, whatever the current context is later', async () => {
    await docker({})
    assert.deepEqual(await findEngine(), { DOCKER_CONTEXT: 'default' })
    assert.equal(await engineProblem(), undefined)
  })

  for (const [what, endpoint, name] of [
    ['a context', elsewhere, 'staging'],
    ['DOCKER_HOST', byVariable, 'tcp://10.0.0.7:2375'],
  ] as const) {
    test(`is refused when it is elsewhere by ${what}, unless it is allowed by name`, async () => {
      await docker({ context: `echo ${endpoint}` })
      await assert.rejects(findEngine(), { code: 'REMOTE_ENGINE', message: /is not on this machine/ })
      await assert.rejects(findEngine('another'), { code: 'REMOTE_ENGINE' })
      await assert.doesNotReject(findEngine(name))
    })
  }

  test('is not taken for another one that was asked for by name', async () => {
    await docker({})
    await assert.rejects(findEngine('staging'), { code: 'OTHER_ENGINE', message: /names "staging", but/ })
    await assert.doesNotReject(findEngine('unix:///var/run/docker.sock'))
    await assert.doesNotReject(findEngine('default'))
  })

  test('is missed in one sentence without a docker command', async () => {
    assert.match((await engineProblem()) ?? '', /^the docker command cannot be found; install Docker/)
  })

  for (const [what, answers, sentence] of [
    [
      'has no Compose',
      { compose: `echo "docker: 'compose' is not a docker command." >&2; exit 1` },
      /no Compose v2 .* said: docker: 'compose' is not a docker command/,
    ],
    ['has an old Compose', { compose: 'echo 1.29.2' }, /no Compose v2 .* said: 1\.29\.2/],
    [
      'does not run',
      {
        version: `echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1`,
      },
      /^no Docker engine answers at unix:.*Is the docker daemon running\?\); start it/,
    ],
    [
      'may not be used',
      { version: `echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1` },
      /^you may not use the Docker engine at unix:.*permission denied.*join the group/,
    ],
    [
      'is named by a context that is not there',
      { context: `echo 'context "x": context not found' >&2; exit 1` },
      /^Docker's current context cannot be used: context "x": context not found/,
    ],
  ] as const) {
    test(`that ${what} is told of in one sentence`, async () => {
      await docker(answers)
      const problem = (await engineProblem()) ?? ''
      assert.match(problem, sentence)
      assert.doesNotMatch(problem, /\n/)
    })
  }
})
