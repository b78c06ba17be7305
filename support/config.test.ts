import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseParameters, platformNames } from './config'

function assertRefused(given: Record<string, unknown>, message: RegExp): void {
  assert.throws(() => parseParameters(given), { code: 'BAD_CONFIGURATION', message })
}

describe('world parameters', () => {
  test('are the embedded platform and no seed unless given', () => {
    assert.deepEqual(parseParameters({}), { platform: 'embedded' })
  })

  for (const platform of platformNames) {
    test(`may name the platform ${platform}`, () => {
      assert.equal(parseParameters({ platform }).platform, platform)
    })
  }

  test('may hold any seed from 0 to the highest', () => {
    for (const seed of [0, 1, 2 ** 31 - 1]) assert.equal(parseParameters({ seed }).seed, seed)
  })

  for (const platform of ['kubernetes', 'Embedded', '', null, 1, ['embedded']]) {
    test(`may not name the platform ${JSON.stringify(platform)}, and the error names those that exist`, () => {
      assertRefused({ platform }, new RegExp(`choose one of: .*${platformNames.join(', ')}`))
    })
  }

  for (const seed of [-1, 1.5, 2 ** 31, NaN, Infinity, '7', null, true]) {
    test(`may not hold the seed ${typeof seed === 'string' ? `"${seed}"` : String(seed)}, and the error says which are right`, () => {
      assertRefused({ seed }, /the seed .* cannot be used; give a whole number from 0 to 2147483647/)
    })
  }

  test('may keep the stacks of the Compose platform, and of no other', () => {
    assert.deepEqual(parseParameters({ platform: 'compose', keep: true }), {
      platform: 'compose',
      keep: true,
    })
    assert.equal(parseParameters({ keep: false }).keep, false)
    assertRefused({ keep: true }, /only the Compose platform can keep its stacks; add -p compose/)
    assertRefused({ platform: 'compose', keep: 'yes' }, /"yes" is no value for keep; give true or false/)
  })

  test('may name an engine', () => {
    assert.equal(parseParameters({ platform: 'compose', engine: 'staging' }).engine, 'staging')
    assertRefused({ engine: 'staging' }, /only the Compose platform uses a Docker engine; add -p compose/)
    assertRefused(
      { platform: 'compose', engine: 7 },
      /the engine 7 cannot be used; give the name of a Docker context/,
    )
  })

  test('may not hold anything else: a misspelt name does not pass in silence', () => {
    assertRefused({ platform: 'embedded', sead: 7 }, /no world parameter "sead"/)
  })
})
