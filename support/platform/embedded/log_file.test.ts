import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeScratch, removeScratch } from '../testing/scratch'
import { readLog } from './log_file'

let directory: string
before(async () => {
  directory = await makeScratch()
})
after(() => removeScratch(directory))

const moment = Date.parse('2026-01-02T03:04:05.678Z')

/** What is read of a log with this text. */
async function read(text: string, since?: number): Promise<string[]> {
  const file = join(directory, 'some.log')
  await writeFile(file, text)
  return readLog(file, since)
}

const early = '2026-01-02 03:04:05.677 UTC [7] LOG:  early'
const late = '2026-01-02 03:04:05.678 UTC [7] LOG:  late'

describe('a log', () => {
  test('is empty when there is no file yet', async () => {
    assert.deepEqual(await readLog(join(directory, 'none.log')), [])
  })

  test('that cannot be read is an error and not an empty log', async () => {
    await assert.rejects(readLog(directory), { code: 'EISDIR' })
  })

  test('is read as a whole when no moment is given, without empty lines', async () => {
    assert.deepEqual(await read(`without a time\n${early}\n\n${late}\n`), ['without a time', early, late])
  })

  test('is read from a moment on', async () => {
    assert.deepEqual(await read(`${early}\n${late}\n`, moment), [late])
    assert.deepEqual(await read(`${early}\n${late}\n`, moment + 1), [])
  })

  test('shows the lines of the very millisecond in which a moment lies', async () => {
    assert.deepEqual(await read(`${early}\n${late}\n`, moment + 0.9), [late])
  })

  test("is understood in PostgreSQL's form and in JSON", async () => {
    const json = '{"level":30,"time":"2026-01-02T03:04:05.678Z","msg":"late"}'
    const earlyJson = '{"level":30,"time":"2026-01-02T03:04:05.677Z","msg":"early"}'
    assert.deepEqual(await read(`${early}\n${earlyJson}\n${json}\n${late}\n`, moment), [json, late])
  })

  test('keeps the lines that continue a message with that message', async () => {
    const text = `${early}\n  of the early one\n${late}\n  of the late one\n\tand more\n`
    assert.deepEqual(await read(text, moment), [late, '  of the late one', '\tand more'])
  })

  test('may end in the middle of a line', async () => {
    assert.deepEqual(await read(`${early}\n${late}`, moment), [late])
  })
})
