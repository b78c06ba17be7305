import { readFileSync } from 'node:fs'

/** Everything the service can be told from outside. */
export interface Config {
  readonly http: { readonly host: string; readonly port: number }
  readonly database: {
    readonly host: string
    readonly port: number
    readonly name: string
    readonly user: string
    readonly password: string
    readonly poolSize: number
  }
  readonly logLevel: LogLevel
  /** All in milliseconds; see `database/pool.ts` for how they interact. */
  readonly timeouts: { readonly acquire: number; readonly statement: number; readonly request: number }
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

/** Says every mistake in the environment at once, one sentence each. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** Reads and checks the environment. Throws a {@link ConfigError} that lists all mistakes. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const reader = new Reader(environment)
  const config: Config = {
    http: { host: reader.text('HOST', '127.0.0.1'), port: reader.integer('PORT', 0, 65_535, 8000) },
    database: {
      host: reader.text('DATABASE_HOST'),
      port: reader.integer('DATABASE_PORT', 1, 65_535, 5432),
      name: reader.text('DATABASE_NAME'),
      user: reader.text('DATABASE_USER'),
      password: reader.secret('DATABASE_PASSWORD'),
      // Two at least: while one connection holds the migration lock, the migrator uses another.
      poolSize: reader.integer('DATABASE_POOL_SIZE', 2, 1000, 3),
    },
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    timeouts: {
      acquire: reader.integer('ACQUIRE_TIMEOUT_MS', 1, 60_000, 1000),
      statement: reader.integer('STATEMENT_TIMEOUT_MS', 1, 60_000, 3000),
      request: reader.integer('REQUEST_TIMEOUT_MS', 1, 60_000, 4500),
    },
  }
  const { acquire, statement, request } = config.timeouts
  if (acquire + statement >= request) {
    reader.mistakes.push(
      `REQUEST_TIMEOUT_MS is ${request}, but must be more than ACQUIRE_TIMEOUT_MS + STATEMENT_TIMEOUT_MS ` +
        `(${acquire} + ${statement}): raise it, or lower one of the other two.`,
    )
  }
  if (reader.mistakes.length > 0) throw new ConfigError(reader.mistakes)
  return config
}

class Reader {
  readonly mistakes: string[] = []
  readonly #environment: NodeJS.ProcessEnv

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment
  }

  text(name: string, fallback?: string): string {
    const value = this.#value(name) ?? fallback
    if (value !== undefined) return value
    this.mistakes.push(`${name} is not set: set it, it has no default.`)
    return ''
  }

  integer(name: string, least: number, most: number, fallback: number): number {
    const value = this.#value(name)
    if (value === undefined) return fallback
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN
    if (number >= least && number <= most) return number
    this.mistakes.push(`${name} is ${quote(value)}: set it to a whole number from ${least} to ${most}.`)
    return fallback
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.#value(name)
    if (value === undefined) return fallback
    const choice = choices.find((candidate) => candidate === value)
    if (choice !== undefined) return choice
    this.mistakes.push(`${name} is ${quote(value)}: set it to one of ${choices.join(', ')}.`)
    return fallback
  }

  /** A secret comes from the variable itself or from the file that `<name>_FILE` names (Docker secrets). */
  secret(name: string): string {
    const value = this.#value(name)
    const file = this.#value(`${name}_FILE`)
    if (value !== undefined && file !== undefined) {
      this.mistakes.push(`${name} and ${name}_FILE are both set: keep one of them.`)
    } else if (value !== undefined) {
      return value
    } else if (file !== undefined) {
      return this.#secretFrom(name, file)
    } else {
      this.mistakes.push(
        `${name} is not set: set it, or set ${name}_FILE to the path of a file that holds it.`,
      )
    }
    return ''
  }

  #secretFrom(name: string, file: string): string {
    try {
      const secret = readFileSync(file, 'utf8').trimEnd()
      if (secret === '')
        this.mistakes.push(`${name}_FILE names ${quote(file)}, which is empty: put the secret in it.`)
      return secret
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      this.mistakes.push(
        `${name}_FILE names ${quote(file)}, which cannot be read (${reason}): name a readable file.`,
      )
      return ''
    }
  }

  /** An empty variable counts as unset: that is what Compose makes of `FOO=${FOO}`. */
  #value(name: string): string | undefined {
    const value = this.#environment[name]
    return value === '' ? undefined : value
  }
}

function quote(value: string): string {
  return JSON.stringify(value)
}
