import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { ConfigError, readConfig } from './config'

const needed = {
  DATABASE_HOST: 'db',
  DATABASE_NAME: 'users',
  DATABASE_USER: 'api',
  DATABASE_PASSWORD: 'secret',
}

function mistakesIn(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

describe('configuration', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'users-api-config-'))
  after(() => {
    rmSync(directory, { recursive: true })
  })

  it('needs to know the database, and has defaults for the rest', () => {
    assert.deepEqual(readConfig(needed), {
      http: { host: '127.0.0.1', port: 8000 },
      database: { host: 'db', port: 5432, name: 'users', user: 'api', password: 'secret', poolSize: 3 },
      logLevel: 'info',
      timeouts: { acquire: 1000, statement: 3000, request: 4500 },
    })
  })

  it('takes an empty variable for unset', () => {
    assert.equal(readConfig({ ...needed, PORT: '', DATABASE_PASSWORD_FILE: '' }).http.port, 8000)
  })

  it('reads the password from a file, without the line break at its end', () => {
    const file = path.join(directory, 'password')
    writeFileSync(file, 'from file\n')
    const config = readConfig({ ...needed, DATABASE_PASSWORD: '', DATABASE_PASSWORD_FILE: file })
    assert.equal(config.database.password, 'from file')
  })

  it('names every mistake at once', () => {
    const mistakes = mistakesIn({ PORT: '70000', LOG_LEVEL: 'loud' })
    const named = [
      'PORT',
      'DATABASE_HOST',
      'DATABASE_NAME',
      'DATABASE_USER',
      'DATABASE_PASSWORD',
      'LOG_LEVEL',
    ]
    assert.deepEqual(mistakes.map((mistake) => mistake.split(' ')[0]).sort(), named.sort())
  })

  const empty = path.join(directory, 'empty')
  writeFileSync(empty, '\n')
  const cases: [what: string, environment: NodeJS.ProcessEnv, mistake: RegExp][] = [
    [
      'a port that is no number',
      { PORT: '80a' },
      /^PORT is "80a": set it to a whole number from 0 to 65535\.$/,
    ],
    ['a port beyond all ports', { DATABASE_PORT: '65536' }, /^DATABASE_PORT is "65536"/],
    ['a negative number', { ACQUIRE_TIMEOUT_MS: '-1' }, /^ACQUIRE_TIMEOUT_MS is "-1"/],
    ['a pool too small to migrate with', { DATABASE_POOL_SIZE: '1' }, /^DATABASE_POOL_SIZE is "1"/],
    [
      'an unknown log level',
      { LOG_LEVEL: 'verbose' },
      /^LOG_LEVEL is "verbose": set it to one of trace, debug/,
    ],
    ['a password twice', { DATABASE_PASSWORD_FILE: empty }, /both set: keep one/],
    [
      'a missing file',
      { DATABASE_PASSWORD: '', DATABASE_PASSWORD_FILE: '/no/such' },
      /\(ENOENT\): name a readable/,
    ],
    [
      'an empty file',
      { DATABASE_PASSWORD: '', DATABASE_PASSWORD_FILE: empty },
      /is empty: put the secret in it/,
    ],
    [
      'timeouts that cannot nest',
      { STATEMENT_TIMEOUT_MS: '4000' },
      /^REQUEST_TIMEOUT_MS is 4500, but must be more/,
    ],
  ]
  for (const [what, environment, mistake] of cases) {
    it(`refuses ${what}`, () => {
      const mistakes = mistakesIn({ ...needed, ...environment })
      assert.equal(mistakes.length, 1)
      assert.match(mistakes[0] ?? '', mistake)
    })
  }
})
