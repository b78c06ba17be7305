import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Component, exitedWith, type Platform } from '../platform/platform'
import { askToEnd } from './lifecycle'

/** A platform that notes who was asked to end, and tells how that ended. */
function platformWhere(lastEnd: string | undefined, asked: Component[] = []): Platform {
  return {
    stop: (component: Component) => Promise.resolve(void asked.push(component)),
    status: () => Promise.resolve({ running: false, ...(lastEnd !== undefined && { lastEnd }) }),
  } as unknown as Platform
}

describe('a component that is asked to end', () => {
  test('ends by itself, and holds that for no failure', async () => {
    const asked: Component[] = []
    await askToEnd(platformWhere(exitedWith(0), asked), 'api')
    assert.deepEqual(asked, ['api'])
  })

  for (const end of [exitedWith(1), 'was ended by SIGKILL']) {
    test(`has not ended as asked where it ${end}`, async () => {
      await assert.rejects(askToEnd(platformWhere(end), 'database'), {
        code: 'UNCLEAN_END',
        message: `the database ${end} although it was only asked to end`,
      })
    })
  }
})
