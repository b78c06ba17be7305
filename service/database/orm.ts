import { MikroORM } from '@mikro-orm/postgresql'
import { Migrator } from '@mikro-orm/migrations'
import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { AuditEntry } from '../audit/audit_entry.entity'
import type { Config } from '../config'
import { migrations } from '../migrations'
import { User } from '../users/user.entity'
import { SessionDialect } from './dialect'

/** Sets MikroORM up on a pool. Connects to nothing yet. */
export function createOrm(config: Config, pool: Pool, log: FastifyBaseLogger): MikroORM {
  return new MikroORM({
    dbName: config.database.name,
    entities: [User, AuditEntry],
    driverOptions: new SessionDialect(pool),
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, disableForeignKeys: false },
    colors: false,
    logger: (message) => {
      log.debug(message)
    },
  })
}
