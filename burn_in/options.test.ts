import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { profileNamed, wholeNumber } from './options'

describe('the options', () => {
  test('are whole numbers', () => {
    assert.equal(wholeNumber('runs', '50', 1), 50)
    assert.equal(wholeNumber('load-every', '0', 0), 0)
  })

  for (const text of ['0', '-1', '1.5', 'many', '', '1e3', '99999999999999999999']) {
    test(`refuse "${text}" as a number of runs`, () => {
      assert.throws(() => wholeNumber('runs', text, 1), {
        message: `--runs "${text}" cannot be used; give a whole number from 1`,
      })
    })
  }

  test('name a profile', () => {
    assert.equal(profileNamed('compose'), 'compose')
    assert.throws(() => profileNamed('ci'), {
      message: 'there is no profile "ci"; choose one of: default, compose',
    })
  })
})
