import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { until } from '../../poll'
import { runIdIn, suite } from '../../testing/suite'
import { processesIn } from '../embedded/proc'
import { makeScratch, removeScratch } from '../testing/scratch'
import { engineProblem } from './engine'
import { madeBy } from './testing/own_run'

describe('a run on Compose', async () => {
  const problem = await engineProblem()
  if (problem !== undefined) {
    test('leaves nothing when it is killed', { skip: problem })
    return
  }
  const folder = await makeScratch()

  after(() => removeScratch(folder))

  for (const [when, isTime] of [
    ['while its image is being built', () => processesIn(folder).length > 0],
    ['while its stacks come up', (made: string[]) => made.some((each) => each.startsWith('container'))],
  ] as const) {
    test(`leaves nothing when it is killed ${when}`, async () => {
      const running = suite(['-p', 'compose', '--tags', '@TC_017'], { folder, timeout: 180_000 })
      const id = await until(
        'the moment to kill it',
        async () => {
          const id = runIdIn(folder)
          return id !== undefined && isTime(await madeBy(id)) ? id : undefined
        },
        { within: 150_000 },
      )
      running.kill('SIGKILL')
      await running
      await until(
        'everything to be gone',
        async () => {
          assert.equal(runIdIn(folder), undefined)
          assert.deepEqual(await madeBy(id), [])
          return true
        },
        { within: 60_000 },
      )
    })
  }
})
