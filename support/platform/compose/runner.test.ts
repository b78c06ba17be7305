import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { execa } from 'execa'
import { until } from '../../poll'
import { processesIn } from '../embedded/proc'
import { engineProblem } from './engine'
import { madeBy } from './testing/own_run'

const root = resolve(__dirname, '../../..')
const prefix = 'recovery-specifications-'

describe('a run on Compose', async () => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    test('leaves nothing when it is killed', { skip: problem })
    return
  }
  // A folder of its own for temporary files shows what it leaves on disk, and its id.
  const folder = mkdtempSync(join(tmpdir(), 'recovery-test-'))

  after(() => {
    rmSync(folder, { recursive: true })
  })

  function runId(): string | undefined {
    const [found] = readdirSync(folder).filter((name) => name.startsWith(prefix))
    return found?.slice(prefix.length)
  }

  for (const [when, isTime] of [
    [
      'while its image is being built',
      (_: string[], id: string) => processesIn(join(folder, prefix + id)).length > 0,
    ],
    ['while its stacks come up', (made: string[]) => made.some((each) => each.startsWith('container'))],
  ] as const) {
    test(`leaves nothing when it is killed ${when}`, async () => {
      const args = ['-p', 'compose', '--format', 'summary', '--tags', '@TC_017']
      const running = execa(process.execPath, [join(root, 'node_modules/.bin/cucumber-js'), ...args], {
        ...{ cwd: root, env: { TMPDIR: folder }, reject: false, timeout: 180_000 },
      })
      const id = await until(
        'the moment to kill it',
        async () => {
          const id = runId()
          return id !== undefined && isTime(await madeBy(id), id) ? id : undefined
        },
        { within: 150_000 },
      )
      running.kill('SIGKILL')
      await running
      await until(
        'everything to be gone',
        async () => {
          assert.equal(runId(), undefined)
          assert.deepEqual(await madeBy(id), [])
          return true
        },
        { within: 60_000 },
      )
    })
  }
})
