import { Client } from 'pg'
import type { Config } from '../config'
import { connectionOptions, cut } from './pool'

/** A check that takes longer than this has failed. */
const TIME_LIMIT = 900

/**
 * Asks the database whether it answers, over a connection of its own, so that a check neither waits for
 * the pool nor takes a connection from it.
 */
export class Probe {
  readonly #config: Config
  #client: Client | undefined
  #inFlight: Promise<void> | undefined

  constructor(config: Config) {
    this.#config = config
  }

  /** Resolves when the database answered, rejects when it did not in time. Simultaneous checks share one query. */
  check(): Promise<void> {
    this.#inFlight ??= this.#ask().finally(() => (this.#inFlight = undefined))
    return this.#inFlight
  }

  /** Closes the connection, if there is one. */
  close(): void {
    const client = this.#client
    this.#client = undefined
    if (client) cut(client)
  }

  async #ask(): Promise<void> {
    // Closing makes whatever is in flight fail, be it the connecting or the query.
    const timer = setTimeout(() => {
      this.close()
    }, TIME_LIMIT)
    try {
      const client = this.#client ?? (await this.#connect())
      await client.query('select 1')
    } catch (error) {
      this.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #connect(): Promise<Client> {
    const client = new Client(connectionOptions(this.#config, 'users-api-health'))
    this.#client = client
    const forget = (): void => {
      if (this.#client === client) this.#client = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    await client.connect()
    return client
  }
}
