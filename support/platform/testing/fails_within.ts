import assert from 'node:assert/strict'
import { now } from '../../clock'
import { RecoveryError } from '../../errors'

/**
 * Makes sure that work fails, before a deadline (milliseconds) that is meant to catch what hangs, with an error that
 * has a code and whose sentence tells the cause.
 */
export async function failsWithin(
  deadline: number,
  work: Promise<unknown>,
  { code, message }: { code: string; message: RegExp },
): Promise<void> {
  const startedAt = now()
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof RecoveryError, `${String(error)} should be a RecoveryError`)
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })
  const took = now() - startedAt
  assert.ok(took <= deadline, `it should have failed within ${deadline} ms, but took ${took.toFixed()} ms`)
}
