import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app'
import { readConfig } from '../config'
import { Client } from './client'
import { eventually } from './eventually'
import type { Postgres } from './postgres'

/** The application in this process, listening, with its database ready. */
export interface RunningApp {
  app: FastifyInstance
  client: Client
}

/** Starts the application on a database. Environment variables override the defaults. */
export async function startApp(postgres: Postgres, environment: NodeJS.ProcessEnv = {}): Promise<RunningApp> {
  const config = readConfig({ LOG_LEVEL: 'silent', PORT: '0', ...postgres.environment, ...environment })
  const app = buildApp(config)
  const client = await Client.connect(await app.listen(config.http))
  await eventually(async () => {
    const { status } = await client.get('/health')
    if (status !== 200) throw new Error(`health answers ${status}`)
  })
  return { app, client }
}
