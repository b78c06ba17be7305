import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { TestStepResultStatus } from '@cucumber/messages'
import { scenarioMessages } from '../support/report/testing/messages'
import { readMessages } from '../support/report/messages'
import { scenariosOf, seedOf } from './outcome'

describe('the scenarios of a run', () => {
  test('have a name, a duration and, if they failed, the first line of the reason', () => {
    const failed = {
      status: TestStepResultStatus.FAILED,
      message: 'Error: not within 10 s\n    at somewhere',
    }
    const messages = [
      ...scenarioMessages({ name: 'good' }),
      ...scenarioMessages({ name: 'bad', ...failed }),
      ...scenarioMessages({ name: 'unknown', status: TestStepResultStatus.UNDEFINED }),
    ]
    assert.deepEqual(scenariosOf(messages), [
      { name: 'good', seconds: 0 },
      { name: 'bad', seconds: 0, failure: 'Error: not within 10 s' },
      { name: 'unknown', seconds: 0, failure: 'it is undefined' },
    ])
  })

  test('did not end when the run was killed before they did', () => {
    const messages = scenarioMessages({ name: 'cut off' }).filter(({ testCaseFinished }) => !testCaseFinished)
    assert.deepEqual(scenariosOf(messages), [{ name: 'cut off', seconds: 0, failure: 'it did not end' }])
  })
})

describe('the report of a run', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recovery-test-'))
  })
  after(() => rm(folder, { recursive: true }))

  test('is read up to the last line that was finished', async () => {
    const file = join(folder, 'messages.ndjson')
    await writeFile(file, '{"source":{}}\n{"source":{}}\n{"sou')
    assert.equal((await readMessages(file)).length, 2)
  })

  test('holds nothing where there is none', async () => {
    assert.deepEqual(await readMessages(join(folder, 'none.ndjson')), [])
  })
})

describe('the seed of a run', () => {
  test('is the one it says it draws from', () => {
    const output = `npm warn\nplatform embedded, seed 544702125; replay: npx cucumber-js --world-parameters '{"seed":1}'\n`
    assert.equal(seedOf(output), 544702125)
  })

  test('is unknown when the run ended before it said so', () => {
    assert.equal(seedOf('Error: no such file\n'), undefined)
  })
})
