import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { durability } from '../checks/durability'
import { History } from '../history/history'
import { failure, faultRecord, registered, row, success, user } from '../history/testing/operations'
import { makeScratch, removeScratch } from '../platform/testing/scratch'
import { type JournalHeader, JournalWriter, readJournal } from './journal'
import { judge } from './verdict_command'

const header: JournalHeader = {
  ...{ scenario: 'S', feature: 'f', platform: 'embedded', seed: 7, startedAt: 1000 },
  configuration: { platform: 'embedded' },
  versions: { suite: '0.1.0', cucumber: '13', node: 'v24' },
}
const grace = user({ name: 'Grace "é" 漢', email: 'grace@example.test' })

let directory: string
let file: string
beforeEach(async () => {
  directory = await makeScratch()
  file = join(directory, 'folder', 'journal.ndjson')
})
afterEach(() => removeScratch(directory))

/** Keeps a journal of a history with a fault, in which Grace may have got lost. */
async function keep(stored = [row('1'), row('2', grace)]): Promise<History> {
  const history = new History()
  const journal = new JournalWriter(file, header)
  history.tell(journal)
  history.record(registered('1'))
  history.recordFault(faultRecord({ kind: 'outage', held: true }))
  history.record(failure(10))
  history.recordHeal(0, 20)
  history.record(registered('2', grace))
  history.record(success(30))
  journal.storedUsers(stored)
  await journal.close()
  return history
}

describe('a journal that cannot be written', () => {
  test('says so in the end, and ends nothing before', async () => {
    // A device that is always full.
    const journal = new JournalWriter('/dev/full', header)
    // Long enough for the first line to have failed.
    await keep()
    journal.operation(registered('1'))
    await assert.rejects(journal.close(), {
      code: 'JOURNAL_FAILED',
      message: /^the journal \/dev\/full could not be written: ENOSPC.*; free some space there/,
    })
  })

  test('because its folder cannot be made says so at once', async () => {
    await writeFile(join(directory, 'folder'), '')
    assert.throws(() => new JournalWriter(file, header), { code: 'JOURNAL_FAILED', message: /EEXIST/ })
  })
})

describe('a journal', () => {
  test('gives back what happened, in its order', async () => {
    const history = await keep()
    const journal = await readJournal(file)
    assert.equal(journal.header.seed, 7)
    assert.equal(journal.header.scenario, 'S')
    assert.deepEqual(
      Array.from(journal.history.operations, ({ kind, outcome, sentAt, ids }) => [
        kind,
        outcome,
        sentAt,
        ids,
      ]),
      Array.from(history.operations, ({ kind, outcome, sentAt, ids }) => [kind, outcome, sentAt, ids]),
    )
    assert.equal(journal.history.faults[0]?.healedAt, 20)
    assert.equal(journal.history.faults[0].witness, history.faults[0]?.witness)
  })

  test('is judged as the history was from which it was kept', async () => {
    for (const stored of [
      [row('1'), row('2', grace)],
      [row('1')],
      [row('1'), row('2', { ...grace, name: 'X' })],
    ]) {
      const history = await keep(stored)
      assert.deepEqual(judge(await readJournal(file)), durability(history.operations, stored))
    }
  })

  test('tells a fault between the operations around it', async () => {
    await keep()
    const types = (await readFile(file, 'utf8'))
      .split('\n')
      .flatMap((line) => /^{"(\w+)"/.exec(line)?.[1] ?? [])
    assert.deepEqual(types, [
      ...['header', 'operation', 'fault', 'operation', 'heal', 'operation', 'operation'],
      ...['stored', 'stored', 'readBack'],
    ])
  })

  test('of a scenario that was broken off is inconclusive', async () => {
    await keep()
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`)
    const journal = await readJournal(file)
    assert.throws(() => judge(journal), { code: 'INCONCLUSIVE' })
  })

  test('with a line that nobody understands is refused with the number of the line', async () => {
    await keep()
    const lines = (await readFile(file, 'utf8')).split('\n')
    for (const wrong of ['{"operation":', '{"rumour":1}', '']) {
      await writeFile(file, [lines[0] ?? '', wrong, ...lines.slice(1)].join('\n'))
      await assert.rejects(readJournal(file), { code: 'BAD_JOURNAL', message: /^line 2 of / })
    }
  })

  test('without a header is refused', async () => {
    await keep()
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, lines.slice(1).join('\n'))
    await assert.rejects(readJournal(file), { code: 'BAD_JOURNAL' })
  })
})
