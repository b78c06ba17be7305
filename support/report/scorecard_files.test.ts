import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, test } from 'node:test'
import type { Plugin } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import plugin, { previousPromises } from './scorecard_files'
import { scenarioMessages, type Told, took } from './testing/messages'

const folder = mkdtempSync(join(tmpdir(), 'scorecard test '))
const file = join(folder, 'scorecard.json')

afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})
after(() => {
  rmSync(folder, { recursive: true })
})

/** Hands the messages of a run to the plugin, as Cucumber does. */
function run(told: Told[], success = true): void {
  const handlers: ((envelope: Envelope) => void)[] = []
  const context = {
    operation: 'runCucumber',
    on: (_: string, handler: (envelope: Envelope) => void) => handlers.push(handler),
    options: { folder },
  } as unknown as Parameters<Plugin['coordinator']>[0]
  void plugin.coordinator(context)
  const end = { testRunFinished: { success, timestamp: { seconds: 0, nanos: 0 } } }
  for (const message of [...told.flatMap(scenarioMessages), end])
    for (const handle of handlers) handle(message)
}

function trends(): string[] {
  const { promises } = JSON.parse(readFileSync(file, 'utf8')) as { promises: { trend: string }[] }
  return promises.map(({ trend }) => trend)
}

describe('the scorecard of a run', () => {
  test('is kept as Markdown and as JSON', () => {
    run([{ measurements: [took(1000)] }])
    assert.deepEqual(readdirSync(folder).sort(), ['scorecard.json', 'scorecard.md'])
    assert.deepEqual(trends(), ['new'])
  })

  test('is compared with the run before, which was read before it is overwritten', () => {
    run([{ measurements: [took(1000)] }])
    run([{ measurements: [took(9000)] }])
    assert.deepEqual(trends(), ['worse'])
  })

  test('remembers promises that a run did not look at', () => {
    run([{ name: 'One', measurements: [took(1000)] }])
    run([{ name: 'Two', measurements: [took(1000)] }])
    run([{ name: 'One', measurements: [took(9000)] }])
    assert.deepEqual(trends(), ['worse'])
  })

  test('stays what it was after a dry run', () => {
    run([{ measurements: [took(1000)] }])
    run([])
    assert.equal(previousPromises(folder).size, 1)
    assert.deepEqual(trends(), ['new'])
  })

  test('says so when a run failed before any scenario', () => {
    run([], false)
    assert.match(readFileSync(join(folder, 'scorecard.md'), 'utf8'), /^## ❌/)
  })

  test('begins anew where the one before cannot be read', (context) => {
    context.mock.method(console, 'error', () => undefined)
    writeFileSync(file, '{"promises": [')
    run([{ measurements: [took(1000)] }])
    assert.deepEqual(trends(), ['new'])
  })
})
