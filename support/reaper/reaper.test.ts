import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { startReaper } from './reaper'

test('a reaper has nothing to do for a run that died before it had a directory', async () => {
  const id = `test-${process.pid}`
  const directory = join(tmpdir(), `recovery-specifications-${id}`)
  await startReaper({ id, directory, projectRoot: resolve(__dirname, '../..') }).release()
  assert.equal(existsSync(directory), false)
})
