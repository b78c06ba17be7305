import { createReadStream, createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { version as cucumber } from '@cucumber/cucumber'
import { version } from '../../package.json'
import { now } from '../clock'
import type { Parameters } from '../config'
import { messageOf, RecoveryError } from '../errors'
import type { FaultRecord } from '../history/fault'
import { History, type HistoryListener } from '../history/history'
import type { Operation, User } from '../history/operation'

/** What a journal begins with. */
export interface JournalHeader {
  scenario: string
  feature: string
  platform: string
  seed: number
  /** The world parameters as they were given. */
  configuration: Parameters
  versions: { suite: string; cucumber: string; node: string }
  /** When the scenario began, in milliseconds since the epoch. */
  startedAt: number
}

/** A line of a journal, in the order in which things became known; it has one of these keys. */
interface JournalLine {
  header?: JournalHeader
  operation?: Operation
  fault?: FaultRecord
  /** A fault, counted from 0, began to be undone. */
  heal?: { fault: number; at: number }
  /** A user as read back in the end. */
  stored?: User
  /** How many users were read back: all, so that the absence of one means something. */
  readBack?: number
}

/** Everything that a journal holds. */
export interface Journal {
  header: JournalHeader
  history: History
  /** Undefined when the users were never read back. */
  stored: User[] | undefined
}

/** Letters, digits and single hyphens. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Begins the journal of a scenario, in `reports/journal/<platform>/<feature>-<scenario>.ndjson`. */
export function journalOf(
  { uri, name }: { uri: string; name: string },
  configuration: Parameters,
  seed: number,
): JournalWriter {
  const { platform } = configuration
  const feature = basename(uri, '.feature')
  const file = join('reports', 'journal', platform, `${slug(feature)}-${slug(name)}.ndjson`)
  return new JournalWriter(file, {
    ...{ scenario: name, feature, platform, seed, configuration, startedAt: now() },
    versions: { suite: version, cucumber, node: process.version },
  })
}

/** Writes what happens in a scenario, line by line, as NDJSON. What was written stays when the run is killed. */
export class JournalWriter implements HistoryListener {
  private readonly file: string
  private readonly stream: WriteStream

  constructor(file: string, header: JournalHeader) {
    this.file = file
    try {
      mkdirSync(dirname(file), { recursive: true })
    } catch (cause) {
      throw this.unwritten(cause)
    }
    this.stream = createWriteStream(file)
    // Told of by `close`, so that a disk that gets full costs the scenario and not the whole run.
    this.stream.on('error', () => undefined)
    this.write({ header })
  }

  operation(operation: Operation): void {
    this.write({ operation })
  }

  fault(fault: FaultRecord): void {
    this.write({ fault })
  }

  heal(fault: number, at: number): void {
    this.write({ heal: { fault, at } })
  }

  /** All users, as they were read back in the end. */
  storedUsers(users: readonly User[]): void {
    for (const user of users) this.write({ stored: user })
    this.write({ readBack: users.length })
  }

  /**
   * Resolves when everything is written.
   *
   * @throws RecoveryError `JOURNAL_FAILED` when it could not be
   */
  async close(): Promise<void> {
    this.stream.end()
    try {
      await finished(this.stream)
    } catch (cause) {
      throw this.unwritten(cause)
    }
  }

  private unwritten(cause: unknown): RecoveryError {
    return new RecoveryError(
      'JOURNAL_FAILED',
      `the journal ${this.file} could not be written: ${messageOf(cause)}; free some space there, or run where you may write`,
      { cause },
    )
  }

  private write(line: JournalLine): void {
    this.stream.write(`${JSON.stringify(line)}\n`)
  }
}

/**
 * Reads a journal.
 *
 * @throws RecoveryError `BAD_JOURNAL` that names the line that cannot be understood
 */
export async function readJournal(file: string): Promise<Journal> {
  const history = new History()
  let header: JournalHeader | undefined
  let reading: User[] = []
  let stored: User[] | undefined
  let number = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number++
    const line = parse(file, number, text)
    if (line.header) header = line.header
    if (line.operation) history.record(line.operation)
    if (line.fault) history.recordFault(line.fault)
    if (line.heal) history.recordHeal(line.heal.fault, line.heal.at)
    if (line.stored) reading.push(line.stored)
    if (line.readBack !== undefined) [stored, reading] = [reading, []]
  }
  if (!header) throw new RecoveryError('BAD_JOURNAL', `${file} is no journal: it has no header`)
  return { header, history, stored }
}

const keys = new Set(['header', 'operation', 'fault', 'heal', 'stored', 'readBack'])

function parse(file: string, number: number, text: string): JournalLine {
  try {
    const line = JSON.parse(text) as JournalLine
    const unknown = Object.keys(line).find((key) => !keys.has(key))
    if (unknown !== undefined) throw new TypeError(`there are no lines with ${JSON.stringify(unknown)}`)
    return line
  } catch (cause) {
    const message = `line ${number} of ${file} cannot be understood: ${messageOf(cause)}`
    throw new RecoveryError('BAD_JOURNAL', message, { cause })
  }
}
