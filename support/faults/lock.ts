import type { Client } from 'pg'
import { now } from '../clock'
import { openSession } from '../database/session'
import type { DatabaseAddress } from '../platform/platform'
import type { Fault } from './fault'

/** Runs `statement` in a transaction of the specification's own that stays open until the fault is healed. */
function openTransaction(
  address: DatabaseAddress,
  statement: string,
  values: unknown[],
  witness: string,
): Fault {
  let session: Client | undefined
  return {
    kind: 'lock',
    target: 'database',
    async inject() {
      session = await openSession(address)
      await session.query('BEGIN')
      await session.query(statement, values)
      return { at: now(), witness }
    },
    async heal() {
      // Ending the connection rolls back, and works on a connection whose server is gone, too.
      await session?.end()
    },
  }
}

/** Everybody who needs a table waits until the fault is healed. */
function lockTable(address: DatabaseAddress, table: string, called: string): Fault {
  return openTransaction(
    address,
    `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`,
    [],
    `the specification holds an exclusive lock on the ${called}`,
  )
}

/** Every statement that touches the users table waits until the fault is healed. */
export function lockUsers(address: DatabaseAddress): Fault {
  return lockTable(address, 'users', 'users table')
}

/** Everybody who is to be told of in the audit trail waits until the fault is healed. */
export function lockAudit(address: DatabaseAddress): Fault {
  return lockTable(address, 'audit_entries', 'audit trail')
}

/** Whoever stores a user with this email waits until the fault is healed; the email is free afterwards. */
export function reserveEmail(address: DatabaseAddress, email: string): Fault {
  return openTransaction(
    address,
    'INSERT INTO users (name, email, is_active, created_at) VALUES ($1, $2, true, now())',
    ['reserved', email],
    `a transaction of the specification holds ${email} undecided`,
  )
}
