import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app'
import { ConfigError, readConfig, type Config } from './config'

/** In-flight requests have this long to finish. They end by themselves well before. */
const DRAIN_TIMEOUT = 8000

/** Listens until it is told to stop. Everything that concerns the process, and nothing else, is here. */
async function main(): Promise<void> {
  const config = readConfigOrExit()
  const app = buildApp(config)

  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      app.log.fatal({ err }, 'unhandled error')
      process.exit(1)
    })
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(app, signal)
    })
  }
  await app.ready()
  await listenOrExit(app, config.http)
}

let stopping = false

function stop(app: FastifyInstance, signal: NodeJS.Signals): void {
  if (stopping) {
    app.log.warn({ signal }, 'stopped at once')
    process.exit(1)
  }
  stopping = true
  app.log.info({ signal }, 'draining')
  void sleep(DRAIN_TIMEOUT, undefined, { ref: false }).then(() => {
    app.log.error('some requests did not finish in time; stopped anyway')
    process.exit(1)
  })
  void app.close().then(() => {
    app.log.info('stopped')
    process.exit(0)
  })
}

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) exitWith(error.message)
    throw error
  }
}

async function listenOrExit(app: FastifyInstance, { host, port }: Config['http']): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: (address) => `listening at ${address}` })
  } catch (error) {
    // Told to stop before it listened.
    if (stopping) return
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') exitWith(`Port ${port} of ${host} is in use: set PORT to a free one.`)
    exitWith(`Cannot listen at ${host}, port ${port} (${code ?? message}): check HOST and PORT.`)
  }
}

function exitWith(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

void main()
