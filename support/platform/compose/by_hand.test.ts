import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import got from 'got'
import { compose } from '.'
import type { Reaper } from '../../reaper/reaper'
import { freePort } from '../ports'
import type { Run } from '../provider'
import { docker } from './docker'
import { engineProblem } from './engine'
import { imageOf, passwordFile } from './settings'
import { ownRun } from './testing/own_run'

describe('the Compose file, used by hand', async () => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    test('gives a working service', { skip: problem })
    return
  }
  let run: Run
  let reaper: Reaper
  let env: Record<string, string>
  let project: string[]

  before(async () => {
    ;({ run, reaper } = await ownRun())
    await compose.prepare(run, { platform: 'compose' })
    const [api, database] = [await freePort(), await freePort()]
    env = { API_PORT: String(api), DATABASE_PORT: String(database), API_IMAGE: imageOf(run.id) }
    env['DATABASE_PASSWORD_FILE'] = passwordFile(run)
    const file = `${run.projectRoot}/docker/docker-compose.yml`
    project = ['compose', '--project-name', `by-hand-${run.id}`, '--file', file]
  })

  after(async () => {
    await docker([...project, 'down', '--volumes', '--timeout', '0'], { env })
    await reaper.release()
  })

  test('gives a working service once every health check holds', async () => {
    await docker([...project, 'up', '--wait', '--no-build'], { env, timeout: 120_000 })
    const url = `http://127.0.0.1:${env['API_PORT'] ?? ''}/health`
    assert.deepEqual(await got(url, { retry: { limit: 0 } }).json(), { status: 'ok', database: 'reachable' })
  })

  test('gives its processes no capability, and a file system that they cannot change', async () => {
    for (const component of ['api', 'database']) {
      const look =
        'read -r main others </proc/1/task/1/children; grep -E "Cap(Prm|Eff)|NoNewPrivs" /proc/$main/status'
      const seen = await docker([...project, 'exec', '--no-TTY', component, 'sh', '-c', look], { env })
      assert.match(seen, /CapPrm:\s0+\nCapEff:\s0+\nNoNewPrivs:\s1/)
      await assert.rejects(docker([...project, 'exec', '--no-TTY', component, 'touch', '/etc/x'], { env }), {
        message: /Read-only file system/,
      })
    }
  })
})
